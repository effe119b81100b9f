package org.jackfield.lab.report;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.Question;

/**
 * What results say to a question: never more than the intervals do.
 *
 * @param question asked
 * @param answer in all cases together
 * @param cases one for each workload, number of queues and policy
 * @param simulated whether it is about a model
 */
public record Verdict(Question question, Answer answer, List<Comparison> cases, boolean simulated) {
    /** Answers all questions. */
    public static List<Verdict> of(final Results results) {
        return results.experiment().questions().stream()
                .map(question -> of(results, question))
                .toList();
    }

    private static Verdict of(final Results results, final Question question) {
        final List<Comparison> cases = new ArrayList<>();
        final Question.Compare compare = question.compare();
        for (final Plan.Cell cell : results.cells()) {
            final boolean asked = compare.of().contains(cell.policy())
                    && compare.workloads().contains(cell.workload())
                    && compare.queues()
                            .map(queues -> queues.of() == cell.queues())
                            .orElse(true);
            if (asked) {
                final int queues =
                        compare.queues().map(Question.Queues::against).orElse(cell.queues());
                results.cells().stream()
                        .filter(other -> other.policy().equals(compare.against())
                                && other.workload().equals(cell.workload())
                                && other.queues() == queues)
                        .forEach(other -> cases.add(Comparison.of(results, compare, cell, other)));
            }
        }
        final Answer answer = Answer.all(cases.stream().map(Comparison::answer).toList());
        return new Verdict(question, answer, cases, results.mode() == Mode.SIMULATED);
    }

    /** The answer in words: how many cases say what, and that a model is a model. */
    public String words() {
        final String of = simulated ? "simulated: " : "";
        if (cases.size() < 2) {
            return of + answer.words();
        }
        final List<String> counts = new ArrayList<>();
        for (final Answer each : Answer.values()) {
            final long count =
                    cases.stream().filter(one -> one.answer() == each).count();
            if (count > 0) {
                counts.add(each.words() + " in " + count);
            }
        }
        return of + answer.words() + " (" + String.join(", ", counts) + " of " + cases.size() + " cases)";
    }
}
