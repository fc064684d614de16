using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>A record of the log.</summary>
internal readonly record struct Arrival(int Vehicle, PositionReport Report, Instant Receipt);

/// <summary>The reports of a vehicle as chance has them: where it drives, what its receiver makes of that, and how they come in.</summary>
internal static class SomeArrivals
{
    /// <summary>One to three journeys within a month, about a border, and how their reports come in.</summary>
    public static List<Arrival> Of(int vehicle, Instant begin, Random random)
    {
        var reports = new List<PositionReport>();
        var at = begin + TimeSpan.FromSeconds(random.Next(3600));
        for (var journeys = random.Next(1, 4); journeys > 0; journeys--)
        {
            var way = random.Next(4);
            reports.AddRange(Journey(AtBorder(way), at, random));
            if (random.Next(8) == 0)
            {
                // Another vehicle under the same plate.
                reports.AddRange(Journey(AtBorder((way + 1) % 4), at + TimeSpan.FromSeconds(random.Next(1200)), random));
            }

            at = reports[^1].Time + (random.Next(2) == 0 ? TimeSpan.FromMinutes(random.Next(5, 600)) : TimeSpan.FromHours(random.Next(10, 240)));
        }

        reports = [.. reports.OrderBy(r => r.Time.UnixMilliseconds)];
        for (var silences = random.Next(3); silences > 0 && reports.Count > 30; silences--)
        {
            reports.RemoveRange(random.Next(reports.Count - 15), random.Next(1, 15));
        }

        var unrest = random.Next(3) switch { 0 => 1, 1 => 60, _ => 900 };
        var arrivals = reports.ConvertAll(r => new Arrival(vehicle, r, r.Time + TimeSpan.FromSeconds(1 + (unrest * random.NextDouble()))));
        for (var stretches = random.Next(4); stretches > 0; stretches--)
        {
            var delay = Delay(random);
            var first = random.Next(arrivals.Count);
            for (var i = first; i < Math.Min(arrivals.Count, first + random.Next(1, 50)); i++)
            {
                arrivals[i] = arrivals[i] with { Receipt = arrivals[i].Receipt + delay };
            }
        }

        arrivals.AddRange(arrivals.Where(_ => random.Next(10) == 0).Select(a => a with { Receipt = a.Receipt + Delay(random) }).ToList());
        return arrivals;
    }

    private static TimeSpan Delay(Random random) => random.Next(3) switch
    {
        0 => TimeSpan.FromSeconds(random.Next(1, 3600)),
        1 => TimeSpan.FromSeconds(random.Next(30)) + TimeSpan.FromHours(random.Next(1, 24)),
        _ => TimeSpan.FromMinutes(random.Next(1440, 43_200)),
    };

    private static GeoPoint AtBorder(int way)
    {
        var (from, to) = (SomeFleet.WayOf(way)[0], SomeFleet.WayOf(way)[1]);
        var passes = new List<BorderIntersection>();
        ShippedBorders.Map.CrossSegment(from, to, passes);
        return Geodesy.Along(from, to, passes.Count > 0 ? passes[0].Fraction : 0.5);
    }

    private static IEnumerable<PositionReport> Journey(GeoPoint about, Instant start, Random random)
    {
        GeoPoint Near() => new(
            about.LatitudeE6 + (int)(random.Next(-5000, 5000) / Geodesy.MetresPerLatitudeE6),
            about.LongitudeE6 + (int)(random.Next(-5000, 5000) / Geodesy.MetresPerLongitudeE6(about.LatitudeE6)));
        var truth = new TrueTrack(new([.. Enumerable.Range(0, 8).Select(_ => Near())]), start);
        while (truth.Reached < truth.Way.Length)
        {
            truth.Drive(Distance.FromMetres(random.Next(500, 8000)), Speed.FromKilometresPerHour(random.Next(20, 90)));
            if (random.Next(4) == 0)
            {
                truth.Stand(TimeSpan.FromMinutes(random.Next(1, 15)));
            }
        }

        var receiver = new Receiver(new() { DriftShare = 0.04, NoFixShare = 0.05 }, random);
        var interval = TimeSpan.FromSeconds(random.Next(10, 61));
        var most = random.Next(10, 140);
        var alarmed = 0;
        for (var at = truth.Start; at <= truth.End && most > 0; at += interval, most--)
        {
            alarmed = alarmed > 0 ? alarmed - 1 : random.Next(25) == 0 ? random.Next(1, 5) : 0;
            if (random.Next(10) > 0)
            {
                yield return receiver.Take(truth.At(at)) with { Alarms = alarmed > 0 ? 1u : 0 };
            }
        }
    }
}
