import type * as Electron from 'electron';

type Used = 'app' | 'BrowserWindow' | 'clipboard' | 'ipcMain' | 'Menu' | 'MessageChannelMain';
type UsedToo = 'powerSaveBlocker' | 'protocol' | 'screen' | 'session' | 'utilityProcess';
/** All of Electron that the shell touches; the rest is out of reach by type. */
export type ElectronApi = Pick<typeof Electron, Used | UsedToo>;
