import type * as Electron from 'electron';

/** All of Electron that the shell touches; the rest is out of reach by type. */
export type ElectronApi = Pick<typeof Electron, Made | Asked>;
type Made = 'BrowserWindow' | 'Menu' | 'MessageChannelMain' | 'powerSaveBlocker' | 'utilityProcess';
type Asked = 'app' | 'clipboard' | 'ipcMain' | 'protocol' | 'screen' | 'session';
