/** `npm run build`: everything that a release holds, up to the labextension. */
import { buildLabextension, installPackages } from './lib/build.mjs';

await installPackages();
await buildLabextension();
