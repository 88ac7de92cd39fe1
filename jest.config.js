/** Unit tests: TypeScript run as ES modules, straight from `src`. */
export default {
  testEnvironment: 'node',
  // One for each core: jest would leave one idle.
  maxWorkers: '100%',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/ui/'],
  modulePathIgnorePatterns: ['<rootDir>/jupyterlab_invertible/labextension', '<rootDir>/.venv'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }
    ]
  }
};
