import type { KernelViews } from './kernelViews.ts';
import type { OpenLab } from './openLab.ts';
import type { ViewName } from './panels.ts';
import type { ViewPanel } from './viewPanel.ts';

/** Opens the view that a step names, once for each time that the learner comes to the step. */
export function showViewsOfSteps(
  openLab: OpenLab,
  panels: Readonly<Record<ViewName, ViewPanel>>,
  kernelViews: KernelViews,
): void {
  let shownFor: string | undefined;
  openLab.onDidChange(() => (shownFor = undefined));
  openLab.onDidChangeState(({ step }) => {
    const { current } = openLab;
    const opened = current?.lab.steps[step];
    if (opened === undefined || opened.id === shownFor) return;
    shownFor = opened.id;
    const { view, focus } = opened.show ?? {};
    if (view !== 'isolation' && view !== 'meters') return;
    if (focus !== undefined) kernelViews.focus(focus);
    // What the guide talks about stands beside it, so the guide comes first.
    void panels.guide.show().then(() => panels[view].show());
  });
}
