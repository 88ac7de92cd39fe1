/** Errors of the browser that beginners meet, with a line that says what to write instead. Pure. */
import { noAddress, remedyFor } from '../language/index.js';

/** The message of an error with what to write instead, where that is known. */
export function advised(name: string, message: string): string {
  const advice = adviceFor(name, message);
  return advice ? `${message}\n${advice}` : message;
}

function adviceFor(name: string, message: string): string | undefined {
  if (name === 'ReferenceError') {
    const missing =
      /^(?:Can't find variable: )?([\p{ID_Start}$_][\p{ID_Continue}$]*)(?: is not defined)?$/u;
    const found = missing.exec(message)?.[1];
    return found && remedyFor(found);
  }
  if (name === 'SyntaxError' && message.includes('import.meta'))
    return 'A cell has no address of its own: write the whole URL.';
  // Of Chromium, Firefox, Safari and Node.
  const bare =
    /(?:resolve module specifier|The specifier|Module name,?|Cannot find package) ['"“]([^'"”]+)['"”]/.exec(
      message
    );
  if (bare) return noAddress(bare[1]);
  if (/dynamically imported module|Importing a module script failed/.test(message)) {
    return 'There is no module at this address, or its server does not let other pages read it (CORS).';
  }
  return undefined;
}
