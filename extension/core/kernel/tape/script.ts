/**
 * The program that reads a tape: for any sh, as it runs on this machine, in a helper container and in a guest. Its
 * arguments are the name of the instance, how it is read (`passed` or `gathered`) and the events. An instance
 * (Documentation/trace/ftrace.rst) is a buffer of our own, with its own events, clock and options; nothing outside its
 * folder is written.
 *
 * It first says `tape BOOT_ID PID_NAMESPACE` or `no STAGE COMPLAINT`, then all that trace_pipe gives. What else it has
 * to say it writes on the tape (`trace_marker`), so that there is one stream with one order: `isolab-absent EVENT`
 * (`texts` where it does not show texts that calls were given), and in answer to the line `mark WORD` the line
 * `isolab-mark WORD PID`, to `threads` lines of `isolab-threads` with PID/task/TID for each thread that is not its
 * process' first. The end of its input is its own end, and that of the instance.
 *
 * Instances whose readers were killed are removed first: one that is still read is busy, and stays (kernel/trace/trace.c).
 * An instance that is there already is used and stays, with its events on and `tracing_on` off: that of a guest
 * (labs/images/guest/root/usr/lib/isolab/tape). Setting the clock empties it.
 * What is `passed` is read by dd, for cat of busybox uses sendfile(2), by which trace_pipe loses lines. What is
 * `gathered`, by awk where there is one, goes on 100 ms later, as the lines tell the time in their 38th column, but for
 * programs that begin and for what the script says: each piece wakes who reads, and through an engine three programs.
 * What is held goes on with the next line, so who wants it asks for a mark; the line after a mark is not held. mawk
 * waits for whole blocks, unless it is told that somebody looks on (mawk(1), -W interactive).
 * A tracefs that is not mounted is mounted for a moment only: a process keeps the folder in which it stands.
 */
export const tapeScript = `
name=$1
how=$2
kept=
shift 2
no() { echo "no $*"; exit 1; }
enter() { [ -d "$1/instances" ] && cd "$1"; }
enter /sys/kernel/tracing || enter /sys/kernel/debug/tracing || {
  [ -d /sys/kernel/tracing ] || no tracefs
  said=$(mount -t tracefs tracefs /sys/kernel/tracing 2>&1) || no mount "$said"
  enter /sys/kernel/tracing || no tracefs
  umount -l /sys/kernel/tracing
} 2>/dev/null

{
  for old in instances/isolab-*; do rmdir "$old"; done
  [ -d "instances/$name" ] && kept=1
  make() { [ $kept ] || mkdir "instances/$name" && command exec 4<"instances/$name/trace_pipe"; }
  make || make || make
} 2>/dev/null || no instance "$(mkdir "instances/$name" 2>&1)"
cd -P "instances/$name" 2>/dev/null || no instance
command exec 3>trace_marker || no instance

put() { { echo "$1" >"$2"; } 2>/dev/null; }
size() {
  kilobytes=$((16384 / $#))
  [ $kilobytes -gt 2048 ] && kilobytes=2048
  [ $kilobytes -lt 256 ] && kilobytes=256
  put $kilobytes buffer_size_kb
}
size per_cpu/cpu*
put boot trace_clock
for option in context-info irq-info markers overwrite record-cmd norecord-tgid noraw nohex nobin noblock noverbose \\
  nofields nolatency-format nostacktrace nouserstacktrace noevent-fork nofunction-fork nocopy_trace_marker noannotate; do
  put $option trace_options
done

end() {
  trap '' HUP INT TERM
  kill $reader
  wait $reader
  exec 3>&-
  put 0 tracing_on
  cd -P ../..
  [ $kept ] || rmdir "instances/$name"
  exit
} 2>/dev/null
read -r boot </proc/sys/kernel/random/boot_id
echo "tape $boot $(readlink /proc/self/ns/pid)"
if [ "$how" = gathered ] && command -v awk >/dev/null; then
  case $(awk -W version 2>&1 </dev/null) in
    mawk*) live='-W interactive' ;;
    *) live= ;;
  esac
  awk $live '
    function has(what) { return index($0, ": " what ": ") }
    { held = held $0 "\\n"; at = substr($0, 38, 12) + 0 }
    at >= due || length(held) > 16000 || has("sched_process_exec") || has("tracing_mark_write") {
      printf "%s", held
      fflush()
      held = ""
      due = has("tracing_mark_write") ? 0 : at + 0.1
    }
  ' <&4 &
else
  dd bs=65536 <&4 2>/dev/null &
fi
reader=$!
trap end HUP INT TERM
exec 4<&-
put 1 tracing_on
put 165 syscall_user_buf_size || echo "isolab-absent texts" >&3
for event; do
  put 1 "events/$event/enable" || echo "isolab-absent $event" >&3
done
while read -r order word; do
  case $order in
    mark) echo "isolab-mark $word $$" >&3 ;;
    threads)
      said=
      for thread in /proc/[0-9]*/task/[0-9]*; do
        thread=\${thread#/proc/}
        [ "\${thread%%/*}" = "\${thread##*/}" ] && continue
        said="$said $thread"
        [ \${#said} -gt 900 ] && echo "isolab-threads$said" >&3 && said=
      done
      echo "isolab-threads$said" >&3
      ;;
  esac
done
end
`;
