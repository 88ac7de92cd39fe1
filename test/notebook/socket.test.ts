import { expect, it } from '@jest/globals';
import { Server } from 'mock-socket';
import { PromptSocket } from '../../src/notebook/socket.js';

it('delivers in their order, before a timer', async () => {
  const url = 'ws://kernel.example/channels';
  const server = new Server(url, { mock: false });
  const heard: unknown[] = [];
  server.on('connection', client => {
    client.on('message', message => {
      heard.push(message);
      client.send(`${message}!`);
    });
  });
  const socket = new PromptSocket(url);
  const answers: unknown[] = [];
  socket.onmessage = ({ data }) => answers.push(data);
  await new Promise(resolve => {
    socket.onopen = resolve;
  });
  socket.send('first');
  socket.send('second');
  expect(heard).toEqual([]);
  await Promise.resolve();
  await Promise.resolve();
  expect(heard).toEqual(['first', 'second']);
  expect(answers).toEqual(['first!', 'second!']);
  socket.close();
  server.close();
});
