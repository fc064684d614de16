using HazmatTrack.BadInput;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Tracker.Reading;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>The records of <c>loadtest/BadInput</c> at the decoder alone.</summary>
public sealed class FuzzedRecordTests
{
    [Fact]
    public void Every_fuzzed_record_is_the_report_or_has_the_reason_that_protobuf_and_the_written_rules_give()
    {
        var decoder = new PositionDecoder(new());
        var fuzz = new Fuzz(50_000, 20260301, Some.Now);
        var reasons = new HashSet<string>();
        for (var n = 0; n < fuzz.Count; n++)
        {
            var sample = fuzz.At(n);
            var expected = Oracle.Fate(sample, Some.Now, out var plate, out var must);
            var record = Some.Record(sample.Key, sample.Value);
            var reason = decoder.Decode(record, Some.Now, out var vehicle, out var report);
            var found = reason == RejectReason.None ? null : reason.Code();
            if (found != expected || (found is null && (vehicle!.Id.ToString() != plate || report != must)))
            {
                Assert.Fail($"Record {n} ({sample.Kind}): {found ?? report.ToString()}, expected {expected ?? must.ToString()}.");
            }

            if (found is not null && reasons.Add(found))
            {
                Assert.EndsWith(".", decoder.Explain(reason, record, Some.Now), StringComparison.Ordinal);
            }
        }

        Assert.Equal(12, reasons.Count);
    }
}
