using CsCheck;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Domain.Tests.Quality;

/// <summary>Positions and times decide: whatever follows on itself for long enough is the truck, whatever speed its terminal tells.</summary>
public sealed class ReportedSpeedLaws
{
    private const uint SensorFault = 1u << 24;

    private static readonly string[] s_manners =
    [
        "zero", "zero but once", "stuck", "metres per second", "knots", "halved", "doubled", "ten times", "absent", "random", "dies", "heals",
        "comes and goes", "faulty and says so", "now and then absent",
    ];

    [Fact]
    public void A_truck_that_tells_no_speed_but_once_crosses_where_it_drives()
    {
        // 70 km/h, a fix every 30 s, 4 km into Shanghai and back.
        var journey = new Journey(Squares.Border).Fix(-6000, 0, 0).To(4000, 0, kmh: 70).To(-6000, 0, kmh: 70);
        var told = journey.Points.Select((p, i) => p with { Report = p.Report with { SpeedDeciKmh = i == 5 ? (ushort)60 : (ushort)0 } });
        Assert.Equal(["320000>310000", "310000>320000"], Crossings(Judge(told)).Select(c => c.Key));
    }

    [Fact]
    public void The_crossings_of_a_truck_do_not_depend_on_what_speed_its_terminal_tells() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 14]).Sample(DoesNotDepend, iter: 2000);

    [Fact]
    public void A_truck_whose_told_speed_comes_and_goes_and_that_turns_back_over_the_border_has_been_there() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 14]).Sample(DoesNotDepend, seed: "dL0wwFLODbv1", iter: 1);

    [Theory]
    [InlineData(1395, "random")]
    [InlineData(1767, "stuck")]
    [InlineData(5052, "ten times")]
    [InlineData(6950, "dies")]
    [InlineData(10568, "comes and goes")]
    [InlineData(13352, "ten times")]
    [InlineData(19774, "random")]
    [InlineData(48776, "dies")]
    public void A_truck_whose_told_speed_is_found_wrong_while_it_is_over_the_border_has_crossed_there_and_back(int seed, string manner) =>
        DoesNotDepend(seed, Array.IndexOf(s_manners, manner));

    [Theory]
    [InlineData("zero", ReportedSpeed.AlwaysZero, SpeedScale.None)]
    [InlineData("zero but once", ReportedSpeed.AlwaysZero, SpeedScale.None)]
    [InlineData("stuck", ReportedSpeed.Stuck, SpeedScale.None)]
    [InlineData("metres per second", ReportedSpeed.Scaled, SpeedScale.MetresPerSecond)]
    [InlineData("knots", ReportedSpeed.Scaled, SpeedScale.Knots)]
    [InlineData("halved", ReportedSpeed.Scaled, SpeedScale.Halved)]
    [InlineData("doubled", ReportedSpeed.Scaled, SpeedScale.Doubled)]
    [InlineData("ten times", ReportedSpeed.Scaled, SpeedScale.TenTimes)]
    [InlineData("absent", ReportedSpeed.NotSent, SpeedScale.None)]
    [InlineData("wild", ReportedSpeed.Disagrees, SpeedScale.None)]
    [InlineData("faulty and says so", ReportedSpeed.FaultReported, SpeedScale.None)]
    [InlineData("right", ReportedSpeed.Agrees, SpeedScale.None)]
    public void What_is_wrong_with_a_speed_is_named(string manner, ReportedSpeed expected, SpeedScale scale)
    {
        var named = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var (random, journey, east) = (new Random(seed), new Journey(Squares.Border).Fix(-30000, 0, 60), -30000.0);
            for (var i = 0; i < 80; i++)
            {
                // Each step at the mean of the speeds at its ends.
                var (before, kmh) = (journey.Points[^1].Report.SpeedOrZeroDeciKmh / 10.0, random.Next(40, 90));
                journey.Fix(east += (before + kmh) / 2 / 3.6 * 30, 0, kmh, after: 30);
            }

            var quality = Follow(Told(journey.Points, manner, random)).Quality;
            named += (quality.ReportedSpeed, quality.Scale) == (expected, scale) || (manner == "wild" && quality.SpeedIsWrong) ? 1 : 0;
            Assert.False(quality.TwoTracks);
        }

        // Wild speeds are regular for a while by chance, now and then: they are found wrong, in one way or another.
        Assert.Equal(20, named);
    }

    [Theory]
    [InlineData(20, ReportedSpeed.Scaled, SpeedScale.MetresPerSecond)]
    [InlineData(39, ReportedSpeed.Scaled, SpeedScale.Knots)]
    [InlineData(12, ReportedSpeed.Stuck, SpeedScale.None)]
    public void A_steady_speed_in_another_unit_is_not_stuck(double told, ReportedSpeed expected, SpeedScale scale)
    {
        var journey = new Journey(Squares.Border).Fix(-30000, 0, 72).To(20000, 0, kmh: 72);
        var quality = Follow([.. journey.Points.Select(p => p with { Report = p.Report with { SpeedDeciKmh = (ushort)(told * 10) } })]).Quality;
        Assert.Equal((expected, scale), (quality.ReportedSpeed, quality.Scale));
    }

    [Fact]
    public void A_parked_truck_has_shown_nothing_of_its_speed()
    {
        var journey = new Journey(Squares.Border).Fix(-30000, 0, 0);
        for (var i = 0; i < 50; i++)
        {
            journey.Fix(-30000 + (i % 7), i % 3, 0, after: 30);
        }

        Assert.Equal(ReportedSpeed.Unknown, Follow(journey.Points).Quality.ReportedSpeed);
    }

    private static void DoesNotDepend(int seed, int manner)
    {
        var points = Drive(seed);
        var expected = Crossings(Judge(points));
        var found = Crossings(Judge(Told(points, s_manners[manner], new(seed))));
        Assert.True(
            expected.Select(f => f.Key).SequenceEqual(found.Select(f => f.Key)),
            $"{s_manners[manner]}: expected [{Text(expected)}], found [{Text(found)}]");
        foreach (var (a, b) in expected.Zip(found))
        {
            Assert.True(
                (a.Onset - b.Onset).Duration() <= TimeSpan.FromSeconds(60) && !b.Crossing!.Dark,
                $"{seed}: " + $"{s_manners[manner]}: {Text([a])} became {Text([b])}");
        }
    }

    /// <summary>To and fro over the border, each time some kilometres, with stops, at speeds of its own, seen within some metres.</summary>
    private static List<TrackPoint> Drive(int seed)
    {
        var random = new Random(seed);
        var way = new List<GeoPoint>();
        for (var i = 0; i < 7; i++)
        {
            way.Add(Squares.Off(Squares.Border, (i % 2 == 0 ? -1 : 1) * random.Next(4000, 9000), random.Next(-6000, 6000)));
        }

        // So far on that none of the last fixes is still held.
        way.Add(Squares.Off(Squares.Border, -30000, 0));
        var truth = new TrueTrack(new(way), Journey.Start);
        while (truth.Reached < truth.Way.Length)
        {
            truth.Drive(Distance.FromMetres(random.Next(2000, 9000)), Speed.FromKilometresPerHour(random.Next(30, 95)));
            if (random.Next(4) == 0)
            {
                truth.Stand(TimeSpan.FromMinutes(random.Next(1, 15)));
            }
        }

        var receiver = new Receiver(new() { Noise = Distance.FromMetres(5), DriftShare = 0, NoFixShare = 0 }, random);
        var interval = TimeSpan.FromSeconds(random.Next(10, 61));
        var points = new List<TrackPoint>();
        for (var at = truth.Start; at <= truth.End; at += interval)
        {
            points.Add(new(receiver.Take(truth.At(at)), points.Count));
        }

        return points;
    }

    private static List<TrackPoint> Told(List<TrackPoint> points, string manner, Random random)
    {
        var (stuck, once, turn) = ((ushort)random.Next(50, 300), random.Next(points.Count), random.Next(points.Count));
        return [.. points.Select((p, i) => p with { Report = Tell(p.Report, i) })];

        PositionReport Tell(PositionReport report, int i)
        {
            var right = report.SpeedOrZeroDeciKmh;
            var told = manner switch
            {
                "zero" => 0,
                "zero but once" => i == once ? (ushort)60 : (ushort)0,
                "stuck" => stuck,
                "metres per second" => right / 3.6,
                "knots" => right / 1.852,
                "halved" => right / 2.0,
                "doubled" => right * 2.0,
                "ten times" => right * 10.0,
                "absent" => (double?)null,
                "random" => random.Next(0, 1200),
                "wild" => random.Next(0, 3000),
                "dies" => i < turn ? right : 0,
                "heals" => i < turn ? 0 : right,
                "comes and goes" => i / 20 % 2 == 0 ? right : 0,
                "faulty and says so" => random.Next(0, 1200),
                "now and then absent" => random.Next(3) == 0 ? null : right,
                _ => right,
            };
            return report with
            {
                SpeedDeciKmh = told is { } speed ? (ushort)Math.Min(ushort.MaxValue, Math.Round(speed)) : null,
                Alarms = manner == "faulty and says so" ? SensorFault : 0,
            };
        }
    }

    private static List<FindingChange> Judge(IEnumerable<TrackPoint> points)
    {
        var changes = new List<FindingChange>();
        Follow(points, changes);
        return changes;
    }

    private static VehicleTracker Follow(IEnumerable<TrackPoint> points, List<FindingChange>? changes = null)
    {
        var tracker = VehicleTracker.New(Some.Truck);
        foreach (var point in points)
        {
            tracker.Apply(point, Journey.Context, changes ?? []);
        }

        return tracker;
    }

    private static List<Finding> Crossings(IEnumerable<FindingChange> changes) => [.. changes.Where(c => c.Identity.Rule == "crossing").Select(c => c.Finding)];

    private static string Text(IEnumerable<Finding> findings) =>
        string.Join(", ", findings.Select(f => $"{f.Key} {f.Onset} {(f.Crossing!.Dark ? "dark" : "")}"));
}
