using System.Collections.Immutable;
using CsCheck;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Permits;

namespace HazmatTrack.Domain.Tests.Rules.Permits;

public sealed class PermitCheckTests
{
    private static readonly ProvinceCode s_entered = ProvinceCode.Shanghai;

    private static readonly Gen<Permit> s_permit = Gen.Select(Gen.Int[0, 40], Gen.Int[1, 30], Gen.Int[-5, 40], Gen.Bool, Gen.Bool, Gen.Int[1, 99])
        .Select((from, length, withdrawn, covers, isWithdrawn, number) => new Permit
        {
            Number = $"P{number}",
            Vehicle = Some.Truck,
            Provinces = covers ? [ProvinceCode.Jiangsu, s_entered] : [ProvinceCode.Jiangsu],
            ValidFrom = new(from),
            ValidTo = new(from + length),
            WithdrawnAt = isWithdrawn ? new Instant(withdrawn) : null,
        });

    [Fact]
    public void An_entry_is_covered_only_if_it_is_at_every_instant_it_may_have_happened_and_violated_only_if_at_none() =>
        Gen.Select(s_permit.Array[0, 6], Gen.Int[0, 60], Gen.Int[0, 20]).Sample((permits, earliest, length) =>
        {
            var verdict = PermitCheck.Judge([.. permits], s_entered, new(earliest), new(earliest + length));
            var instants = Enumerable.Range(earliest, length + 1).Select(t => new Instant(t)).ToList();
            var covered = instants.Count(t => permits.Any(p => p.Covers(s_entered) && p.IsValidAt(t)));
            if (covered == instants.Count)
            {
                Assert.Null(verdict.Reason);
            }
            else if (covered > 0)
            {
                Assert.Equal(PermitReason.Uncertain, verdict.Reason);
            }
            else
            {
                Assert.NotNull(verdict.Reason);
                Assert.NotEqual(PermitReason.Uncertain, verdict.Reason);
                Assert.Equal(permits.Length == 0, verdict.Reason == PermitReason.None);
                Assert.Equal(permits.Length > 0, verdict.Looked.Length > 0);
            }

            Assert.Equal(verdict.Reason is not null && instants.All(t => permits.Any(p => !p.Covers(s_entered) && p.IsValidAt(t))), verdict.OtherInForce);
        });

    [Fact]
    public void The_order_in_which_permits_were_filed_changes_nothing() =>
        Gen.Select(s_permit.Array[0, 12], Gen.Int[0, 60], Gen.Int[0, 20], Gen.Int[0, 1000]).Sample((permits, earliest, length, seed) =>
        {
            var distinct = permits.DistinctBy(p => p.Number).ToImmutableArray();
            var shuffled = distinct.ToArray();
            new Random(seed).Shuffle(shuffled);
            var a = PermitCheck.Judge(distinct, s_entered, new(earliest), new(earliest + length));
            var b = PermitCheck.Judge([.. shuffled], s_entered, new(earliest), new(earliest + length));
            Assert.Equal((a.Reason, a.OtherInForce), (b.Reason, b.OtherInForce));
            Assert.Equal(a.Looked.Select(p => p.Number), b.Looked.Select(p => p.Number));
        });
}
