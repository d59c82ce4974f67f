import type { Fleet } from '../qemu/vm.ts';
import type { GuestFiles } from '../qemu/spec.ts';
import type { GuestVariant } from '../recipe/guest/guestRecipe.ts';

/** Tells what is going on, for whoever waits. */
export type Report = (message: string) => void;

/** What VMs are made with on this computer. */
export interface VmEquipment {
  /**
   * The VMs in this folder, as the last process left them; `session` marks their processes, and `labels` a container
   * that they may run in.
   */
  openFleet(
    folder: string,
    session: string,
    labels: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Fleet>;
  /** The files of a guest, made at first use. */
  guestFiles(variant: GuestVariant, report: Report, signal: AbortSignal): Promise<GuestFiles>;
}

/** Equipment for VMs, or why there is none here, as a sentence, and what to do. */
export type VmEquipmentHere = VmEquipment | { readonly why: string; readonly fix: string };
