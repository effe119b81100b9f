package org.jackfield.launcher.lab.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.bench.rig.AgentClient;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** Has both hosts play a workload through a switch that runs: once to warm up, once to count. One thread. */
final class PlayedTrial implements LiveTraffic {
    private static final int WARM_MS = 1_500;
    private static final int WARM_RUN = 0;
    private static final int RUN = 1;
    /** Both hosts must have read when it begins before it does. */
    private static final long AHEAD_NS = 100_000_000;

    private final Trial trial;

    PlayedTrial(final Trial trial) {
        this.trial = trial;
    }

    @Override
    public void warm(final SwitchSpace space, final LiveSwitch live) throws BenchException {
        prepare(space.hosts(), live, trial.seed() + 1, WARM_MS, WARM_RUN);
        go(space.hosts(), System.nanoTime() + AHEAD_NS);
        space.hosts().leftAgent().await("played");
        space.hosts().rightAgent().await("played");
        Watch.awaitRest(live);
        space.hosts().leftAgent().ask("stop");
        space.hosts().rightAgent().ask("stop");
    }

    @Override
    public Outcome measure(final SwitchSpace space, final LiveSwitch live) throws BenchException {
        final Hosts hosts = space.hosts();
        prepare(hosts, live, trial.seed(), (int) trial.duration().toMillis(), RUN);
        final long startNs = System.nanoTime() + AHEAD_NS;
        final Watch watch = new Watch(space, live, trial, startNs);
        // A look at the switch may take longer than that on a busy machine.
        final long beginNs = Math.max(startNs, System.nanoTime() + AHEAD_NS / 2);
        go(hosts, beginNs);
        final Words left = hosts.leftAgent().await("played");
        final Words right = hosts.rightAgent().await("played");
        watch.stop();
        Watch.awaitRest(live);
        final Heard heard = new Heard(report(hosts.rightAgent()), report(hosts.leftAgent()));
        final Watch.Seen seen = watch.finish(heard.delivered());
        final Map<Measure, Double> values = heard.values((long) (left.number("frames") + right.number("frames")));
        values.putAll(seen.values());
        final List<Outcome.Series> series = new ArrayList<>(heard.series());
        series.addAll(seen.series());
        final List<String> notes = new ArrayList<>(seen.notes());
        addNotes(notes, "left", left);
        addNotes(notes, "right", right);
        if (heard.missed() > 0) {
            notes.add(heard.missed()
                    + " frames reached a host whose listener was too slow for them; they count as delivered");
        }
        return new Outcome(values, series, heard.latencies(), notes);
    }

    private void prepare(final Hosts hosts, final LiveSwitch live, final long seed, final int ms, final int run)
            throws BenchException {
        tell(hosts.leftAgent(), 0, seed, ms, run);
        tell(hosts.rightAgent(), 1, seed, ms, run);
        hosts.leftAgent().await("ready");
        hosts.rightAgent().await("ready");
        hosts.leftAgent().ask("introduce");
        hosts.rightAgent().ask("introduce");
        Watch.awaitRest(live);
    }

    private void tell(final AgentClient agent, final int port, final long seed, final int ms, final int run)
            throws BenchException {
        final List<Object> words = new ArrayList<>(List.of(
                "kind",
                trial.workload().kind(),
                "seed",
                seed,
                "port",
                port,
                "ms",
                ms,
                "run",
                run,
                "window",
                Sampler.WINDOW_MS * 1_000_000L));
        words.addAll(LabAgent.words(PlayedWorkloads.lasting(trial.workload(), ms)));
        agent.tell("trial", words.toArray());
    }

    private static void go(final Hosts hosts, final long startNs) throws BenchException {
        hosts.leftAgent().tell("go", "at", startNs);
        hosts.rightAgent().tell("go", "at", startNs);
    }

    private static Report report(final AgentClient agent) throws BenchException {
        return Report.of(agent.ask("stop").text("report"));
    }

    private static void addNotes(final List<String> notes, final String host, final Words played) {
        if (played.number("late") > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the player of the %s host sent %.0f of %.0f frames more than 1 ms after they were due, at worst %.1f ms",
                    host,
                    played.number("late"),
                    played.number("frames"),
                    played.number("worst") / 1e6));
        }
        if (played.number("refused") > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%.0f frames of the %s host found its port's queue to the switch full",
                    played.number("refused"),
                    host));
        }
        if (played.number("stretched") > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%.0f frames of the %s host were made longer, so that their numbers fit behind their headers",
                    played.number("stretched"),
                    host));
        }
    }
}
