import type { KernelViews } from './kernelViews.ts';
import { focusInLab } from './labFocus.ts';
import type { LayersView } from './layersView.ts';
import type { OpenLab } from './openLab.ts';
import type { ViewName } from './panels.ts';
import type { ViewPanel } from './viewPanel.ts';
import type { VmViews } from './vmViews.ts';

/** Opens the view that a step names, once for each time that the learner comes to the step. */
export function showViewsOfSteps(
  openLab: OpenLab,
  panels: Readonly<Record<ViewName, ViewPanel>>,
  kernelViews: KernelViews,
  vmViews: VmViews,
  layersView: LayersView,
): void {
  let shownFor: string | undefined;
  openLab.onDidChange(() => (shownFor = undefined));
  openLab.onDidChangeState(({ step }) => {
    const { current } = openLab;
    const opened = current?.lab.steps[step];
    if (current === undefined || opened === undefined || opened.id === shownFor) return;
    shownFor = opened.id;
    const { view, focus } = opened.show ?? {};
    if (view === undefined || !(view in panels)) return;
    if (focus !== undefined) {
      if (view === 'machines') vmViews.focus(focus.replace(/^guest:/, ''));
      else if (view === 'layers') layersView.focus(focus.replace(/^image:/, ''));
      else if (view === 'meters') kernelViews.focusMeters(focusInLab(focus, current.session));
      else kernelViews.focus(focusInLab(focus, current.session));
    }
    // What the guide talks about stands beside it, so the guide comes first. A view in `panels` has its name there.
    void panels.guide.show().then(() => panels[view as ViewName].show());
  });
}
