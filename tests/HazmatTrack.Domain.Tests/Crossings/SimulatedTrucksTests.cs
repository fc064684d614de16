using CsCheck;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Simulation;

namespace HazmatTrack.Domain.Tests.Crossings;

/// <summary>Simulated trucks with a receiver's noise, dropouts and late reports: what is said of them is what they did.</summary>
public sealed class SimulatedTrucksTests
{
    private static readonly Gen<int> s_seeds = Gen.Int[0, 1_000_000];

    /// <summary>Noise, losses and lateness, and no drift: with drift nothing holds always. bench/AlertQuality counts how often it does.</summary>
    private static readonly ReceiverSettings s_noise = new() { DriftShare = 0 };

    [Fact]
    public void There_and_back_is_two_crossings_at_the_times_of_passing_within_what_they_state() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var heading = random.Next(-3000, 3000);
            var track = new TrueTrack(new([At(-8000, -heading), At(8000, heading), At(-8000, -heading)]), Journey.Start)
                .Drive(Distance.FromMetres(random.Next(500, 7000)), Speed.FromKilometresPerHour(random.Next(30, 90)))
                .Stand(TimeSpan.FromMinutes(random.Next(0, 12)))
                .DriveToEnd(Speed.FromKilometresPerHour(random.Next(30, 90)));
            var crossings = Crossings(track, random);
            Assert.Equal(["320000>310000", "310000>320000"], crossings.Select(c => c.Key));
            foreach (var crossing in crossings)
            {
                var nearest = Passings(track).Min(p => (p - crossing.Onset).Duration());
                Assert.True(nearest <= crossing.Crossing!.TimeUncertainty, $"{crossing.Key} at {crossing.Onset} is off by {nearest}");
            }
        },
        iter: 100);

    /// <summary>Noise has no bound: of 120,000 such trucks 14 were told of, none of these. Of others, two of forty are no chance.</summary>
    [Fact]
    public void Standing_or_creeping_within_the_noise_of_a_border_says_nothing()
    {
        Assert.Empty(Enumerable.Range(0, 400).SelectMany(WithinTheNoise));
        var told = Enumerable.Range(0, 40).Select(_ => Random.Shared.Next()).Where(seed => WithinTheNoise(seed).Count > 0).ToList();
        Assert.True(told.Count <= 1, $"Crossings are told with seeds {string.Join(", ", told)}.");
    }

    /// <summary>Stands nine metres inside: two fixes of 66 m in eighty minutes were told as a transit.</summary>
    [Fact]
    public void Two_far_fixes_with_hundreds_between_them_are_noise() => Assert.Empty(WithinTheNoise(832_245));

    [Fact]
    public void Out_of_the_delta_is_leaving_and_a_tunnel_hides_no_crossing() => s_seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var corner = Squares.NorthernCorner;
            var track = new TrueTrack(new([Squares.Off(corner, -4000, -8000), Squares.Off(corner, -5000, 8000)]), Journey.Start)
                .DriveToEnd(Speed.FromKilometresPerHour(random.Next(40, 90)));

            // A tunnel of a kilometre under the border: no fixes at all.
            var crossings = Crossings(track, random, truth => Math.Abs(truth.Driven.Metres - 8000) < 500);
            var leaving = Assert.Single(crossings);
            Assert.Equal("320000>370000", leaving.Key);
            Assert.Equal(Domain.Crossings.CrossingKind.LeavingDelta, leaving.Crossing!.Kind);
        },
        iter: 40);

    private static List<Finding> WithinTheNoise(int seed)
    {
        var random = new Random(seed);
        var track = new TrueTrack(new([At(-5000, 0), At(random.Next(-10, 10), 0), At(random.Next(-10, 10), 2000)]), Journey.Start)
            .Drive(Distance.FromMetres(4980), Speed.FromKilometresPerHour(50))
            .Stand(TimeSpan.FromHours(2))
            .DriveToEnd(Speed.FromKilometresPerHour(8))
            .Stand(TimeSpan.FromHours(2));
        return Crossings(track, random);
    }

    private static GeoPoint At(double east, double north) => Squares.Off(Squares.Border, east, north);

    private static List<Finding> Crossings(TrueTrack track, Random random, Func<TrueState, bool>? covered = null)
    {
        var uplink = new UplinkSettings { Interval = TimeSpan.FromSeconds(random.Next(10, 61)), OutagesLost = 0 };
        var book = new AlertBook();
        var tracker = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        foreach (var arrival in new Uplink(uplink, random).Send(track, new Receiver(s_noise, random), covered))
        {
            changes.Clear();
            tracker.Apply(new(arrival.Report, 0), Journey.Context, changes);
            book.Take(changes);
        }

        return [.. book.Contents.Where(f => f.Rule == "crossing")];
    }

    private static List<Instant> Passings(TrueTrack track)
    {
        var passings = new List<Instant>();
        var last = ProvinceCode.None;
        for (var at = track.Start; at <= track.End; at += TimeSpan.FromSeconds(1))
        {
            var province = Squares.Map.Locate(track.At(at).Position);
            if (last.IsKnown && province != last)
            {
                passings.Add(at);
            }

            last = province;
        }

        return passings;
    }
}
