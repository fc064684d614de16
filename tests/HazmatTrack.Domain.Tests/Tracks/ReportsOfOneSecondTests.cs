using CsCheck;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracks;

/// <summary>Two reports of one vehicle and time become one, and nothing that matters is lost.</summary>
public sealed class ReportsOfOneSecondTests
{
    private const uint Emergency = 1u << 0;
    private const uint PowerCut = 1u << 8;
    private const uint Rollover = 1u << 30;

    /// <summary>Of few values, so that two are often equal in part.</summary>
    private static readonly Gen<PositionReport> s_reports =
        from place in Gen.Int[0, 2]
        from motion in Gen.Select(Gen.UShort[0, 1].Nullable(), Gen.UShort[0, 1].Nullable(), Gen.Short[-1, 1].Nullable(), Gen.UInt[0, 1].Nullable())
        from bits in Gen.Select(Gen.UInt[0, 7], Gen.UInt[0, 3])
        select new PositionReport
        {
            Position = new(place, place),
            SpeedDeciKmh = motion.Item1,
            HeadingDegrees = motion.Item2,
            AltitudeMetres = motion.Item3,
            MileageDeciKm = motion.Item4,
            Alarms = bits.Item1,
            Status = (ReportStatus)bits.Item2,
        };

    [Fact]
    public void Merging_does_not_depend_on_order_or_repetition() => Gen.Select(s_reports, s_reports, s_reports).Sample(
        (a, b, c) =>
        {
            Assert.Equal(SameSecond.Merge(a, b), SameSecond.Merge(b, a));
            Assert.Equal(SameSecond.Merge(SameSecond.Merge(a, b), c), SameSecond.Merge(a, SameSecond.Merge(b, c)));
            Assert.Equal(a, SameSecond.Merge(a, a));
            Assert.Equal(a.Alarms | b.Alarms, SameSecond.Merge(a, b).Alarms);
        },
        iter: 20_000);

    [Fact]
    public void A_position_beats_none_and_a_value_beats_none()
    {
        var without = new PositionReport { Alarms = Emergency, Status = ReportStatus.AccOn };
        var with = new PositionReport { Position = new(-5, -5), Status = ReportStatus.Fixed };
        Assert.Equal(with with { Alarms = Emergency }, SameSecond.Merge(without, with));
        Assert.Equal((ushort?)0, SameSecond.Merge(with, with with { SpeedDeciKmh = 0 }).SpeedDeciKmh);
    }

    [Fact]
    public void A_truck_whose_emergency_power_cut_and_rollover_come_in_three_reports_of_one_second_has_all_three_whatever_their_order()
    {
        var report = new PositionReport { Time = Journey.Start, Position = Squares.Border, SpeedDeciKmh = 300, Status = ReportStatus.Fixed };
        PositionReport[] reports =
        [
            report with { Alarms = Emergency },
            report with { Alarms = PowerCut, SpeedDeciKmh = 100 },
            report with { Alarms = Rollover, SpeedDeciKmh = null, Position = default, Status = ReportStatus.None },
        ];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var order in orders)
        {
            var tracker = VehicleTracker.New(Some.Truck);
            var changes = new List<FindingChange>();
            for (var i = 0; i < order.Length; i++)
            {
                tracker.Apply(new(reports[order[i]], i), Journey.Context, changes);
            }

            Assert.Equal(report with { Alarms = Emergency | PowerCut | Rollover }, tracker.Newest);
            foreach (var again in reports)
            {
                Assert.Equal(ApplyOutcome.Superseded, tracker.Apply(new(again, 9), Journey.Context, changes));
            }
        }
    }

    [Fact]
    public void What_was_not_sent_is_still_absent_after_the_state_was_packed() => s_reports.Array[1, 20].Sample(
        reports =>
        {
            var tracker = VehicleTracker.New(Some.Truck);
            for (var i = 0; i < reports.Length; i++)
            {
                tracker.Apply(new(reports[i] with { Time = Journey.Start + TimeSpan.FromSeconds(i) }, i), Journey.Context, []);
            }

            var again = VehicleTracker.Decode(Some.Truck, tracker.Encode());
            Assert.Equal(tracker.Newest, again.Newest);
            Assert.Equal(tracker.Encode(), again.Encode());
        },
        iter: 1000);
}
