/** The TypeScript compiler in a thread of Node, apart from the cells, whose globals it does not share. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { ON_NODE } from './modules.js';
import { type Asked, LanguageService } from './service.js';
import { sharedFiles } from './shared.js';

const files = JSON.parse(readFileSync(workerData as string, 'utf8')) as Record<string, string>;
files[ON_NODE] = 'declare const process: any, Buffer: any, global: any;';
const service = new LanguageService(sharedFiles(Object.entries(files)));
parentPort?.on('message', (request: Asked) => parentPort?.postMessage(service.answer(request)));
