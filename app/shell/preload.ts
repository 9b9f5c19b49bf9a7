import { contextBridge, ipcRenderer } from 'electron';
import { exposeVerbs } from './verbs.ts';

exposeVerbs(contextBridge, ipcRenderer);
