using System.Diagnostics;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Quality.Days;

namespace HazmatTrack.Bench.History;

/// <summary>The fold of a day's quality alone, on one thread, by CPU time: points that are read already.</summary>
internal static class DayRate
{
    public static void Run()
    {
        const int Trucks = 400;
        var fleet = new Fleet(Trucks, seed: 1);
        var day = ChinaDay.Of(Fleet.Start).Next;
        var tracks = Enumerable.Range(0, Trucks).Select(t => Generate(fleet, t).TakeWhile(p => p.Time < day.To).ToArray()).ToArray();
        var points = tracks.Sum(t => (long)t.Length);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var clock = Process.GetCurrentProcess().TotalProcessorTime;
            var figures = tracks.Select(t => DayFold.Fold(t, QualitySettings.Default).Values.Aggregate((a, b) => a + b)).ToList();
            var spent = Process.GetCurrentProcess().TotalProcessorTime - clock;
            Console.WriteLine(
                $"{points / Trucks} points a truck: {points / spent.TotalMicroseconds:0.00} M points, {2880 * spent.TotalMicroseconds / points / 1000:0.00} ms for a day at 30 s; "
                + $"{figures.Sum(f => f.Driven.Kilometres) / Trucks:0} km a truck");
        }
    }

    private static IEnumerable<Domain.Tracks.PositionReport> Generate(Fleet fleet, int truck)
    {
        while (true)
        {
            yield return fleet.Next(truck);
        }
    }
}
