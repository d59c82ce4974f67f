/**
 * Makes the tests of the suite that calls it a story, in which each goes on where the last ended: after one that has
 * failed none is run, and the next says why. Mocha's own `bail` would also stop it for a failure in another suite.
 */
export function tellAStory(): void {
  let broken: string | undefined;
  beforeEach(() => {
    if (broken !== undefined) throw new Error(`the story ended with “${broken}”`);
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed') broken = this.currentTest.title;
  });
}
