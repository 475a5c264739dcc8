/** Units stand beside the code; what drives running programs or compiled builds is in tests/. */
const common = {
  rootDir: __dirname,
  transform: { '\\.tsx?$': '<rootDir>/config/jest-transform.cjs' },
  testEnvironment: 'node',
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{src,server,sandbox,scripts,config}/**/*.test.{ts,tsx}',
        '<rootDir>/tests/*.test.ts',
        '<rootDir>/tests/histories/*.test.ts',
      ],
      moduleNameMapper: { '\\.s?css$': '<rootDir>/tests/support/nothing.ts' },
    },
    {
      ...common,
      displayName: 'gateway',
      testMatch: ['<rootDir>/tests/{gateway,conformance}/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
    },
    {
      ...common,
      displayName: 'faults',
      testMatch: ['<rootDir>/tests/faults/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
    },
    {
      ...common,
      displayName: 'journeys',
      testMatch: ['<rootDir>/tests/{journeys,builds}/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
    },
  ],
  // Two cores: the programs under test need one.
  maxWorkers: 2,
  testTimeout: 60_000,
};
