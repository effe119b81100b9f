package org.jackfield.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.List;
import org.jackfield.launcher.traffic.FlowReport;
import org.jackfield.launcher.traffic.ReceiveReport;
import org.jackfield.launcher.traffic.SendReport;
import org.junit.jupiter.api.Test;

class UpdateReportTest {
    private static final NumberedRun.Result GOOD = new NumberedRun.Result(1000, 1000, 0, 0, 0, 0, 1500);

    private final UpdateReport report = new UpdateReport();

    @Test
    void shouldBeContentOnlyWhenFramesFlowedAndNoneWasLostOrReordered() {
        assertEquals(List.of("nothing was measured"), report.problems());
        report.add("nothing is done", "", "", GOOD);
        assertEquals(List.of(), report.problems());
        report.add("a bundle is updated", "1.0.0", "1.0.0.u1", new NumberedRun.Result(1000, 997, 3, 1, 0, 0, 1500));
        assertEquals(
                List.of(
                        "while a bundle is updated: 3 of 1,000 frames lost",
                        "while a bundle is updated: 1 of 1,000 frames reordered"),
                report.problems());
        assertFalse(report.document().get("ok").getAsBoolean());
    }

    @Test
    void shouldNotPromiseOrderWhereTheKernelChoosesQueuesByItself() {
        report.add("a bundle is updated", "1.0.0", "1.0.0.u1", new NumberedRun.Result(1000, 1000, 0, 1, 0, 0, 1500));
        report.orderPromised(false);
        assertEquals(List.of(), report.problems());
        assertTrue(report.text().contains("note: the kernel chooses the queues by itself"), report.text());
    }

    @Test
    void shouldWriteTheDocumentedJson() {
        report.add("nothing is done", "", "", GOOD);
        assertEquals(
                JsonParser.parseString("""
                        {"ok":true,"problems":[],"remarks":[],"rate":50000,"flows":8,"phases":[{"while":"nothing is done",
                        "sent":1000,"lost":0,"reordered":0,"duplicated":0,"socketDrops":0,"largestGapMs":1.5}]}
                        """),
                JsonParser.parseString(report.document().toString()));
    }

    @Test
    void shouldTellFramesLostOnTheWayFromThoseTheReceiverWasTooSlowFor() {
        final NumberedRun.Result result = NumberedRun.Result.of(
                new SendReport(20, new long[] {10, 10}, 0, "", 1),
                new ReceiveReport(
                        17,
                        0,
                        2,
                        1,
                        List.of(
                                new FlowReport(0, 9, 1, 1, 0, 9, 1, 300, ""),
                                new FlowReport(1, 8, 2, 0, 1, 9, 0, 700, ""))));
        assertEquals(new NumberedRun.Result(20, 17, 2, 1, 1, 2, 700), result);
    }
}
