using HazmatTrack.AlertQuality;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Testing;

namespace HazmatTrack.Domain.Tests.Quality;

/// <summary>A small run of bench/AlertQuality: what it measures must not get worse unnoticed.</summary>
public sealed class AlertQualityTests
{
    private static readonly Lazy<Journeys> s_journeys = new(() =>
    {
        var borders = File.ReadAllBytes(Path.Combine(Repository.Root, "borders", "provinces.geojson"));
        return new(borders, ProvinceMap.FromGeoJson(borders));
    });

    private static readonly int[] s_intervals = [10, 15, 20, 30, 60];

    [Fact]
    public void Crossings_are_found_told_in_time_and_not_invented_whatever_the_order_of_the_reports()
    {
        var total = new Score(Counting.Default);
        foreach (var scenario in Enum.GetValues<Scenario>())
        {
            for (var i = 0; i < 15; i++)
            {
                var random = new Random((1000 * (int)scenario) + i);
                var equipment = Equipment.Default(TimeSpan.FromSeconds(s_intervals[i % s_intervals.Length]));
                var track = s_journeys.Value.Drive(scenario, random);
                var arrivals = equipment.Report(track, random, new(0));
                total.Judge(s_journeys.Value.Map, track, arrivals, equipment, random);
            }
        }

        Assert.True(total.True > 150, $"only {total.True} passages");
        Assert.True(total.Recall >= 0.98, $"recall {total.Recall}");
        Assert.True(total.Precision >= 0.98, $"precision {total.Precision}");
        Assert.True(total.TimeErrorP95 <= 1, $"p95 of the time error is {total.TimeErrorP95} intervals");
        Assert.Equal(0, total.OrderMattered);
    }

    [Fact]
    public void Crossings_of_terminals_at_fault_are_found_and_not_invented()
    {
        var total = new Score(Counting.Default);
        foreach (var kind in Enum.GetValues<TerminalKind>())
        {
            foreach (var scenario in Enum.GetValues<Scenario>())
            {
                var number = (100 * (int)kind) + (int)scenario;
                var random = new Random(number);
                var equipment = Equipment.Faulty(kind, TimeSpan.FromSeconds(s_intervals[number % s_intervals.Length]));
                var track = s_journeys.Value.Drive(scenario, random);
                var arrivals = equipment.Report(track, random, new(number));
                total.Judge(s_journeys.Value.Map, track, arrivals, equipment, random);
            }
        }

        Assert.True(total.True > 150, $"only {total.True} passages");
        Assert.True(total.Recall >= 0.98, $"recall {total.Recall}: {string.Join('\n', total.Faults)}");
        Assert.True(total.Precision >= 0.98, $"precision {total.Precision}: {string.Join('\n', total.Faults)}");
        Assert.Equal(0, total.OrderMattered);
    }

    [Fact]
    public void A_truck_parked_on_a_border_raises_nothing_all_day_when_drift_comes_in_long_bursts()
    {
        for (var i = 0; i < 30; i++)
        {
            var interval = TimeSpan.FromSeconds(s_intervals[i % s_intervals.Length]);
            var equipment = (i < 10 ? Equipment.Faulty((TerminalKind)i, interval) : Equipment.Default(interval)).WithBursts(10);
            Assert.Empty(Parked.Alarms(s_journeys.Value, (Stop)(i % 3), new(8000 + i), equipment, new(i)));
        }
    }

    [Fact]
    public void A_truck_parked_on_a_border_raises_nothing_all_day()
    {
        for (var i = 0; i < 5; i++)
        {
            foreach (var stop in Enum.GetValues<Stop>())
            {
                Assert.Empty(Parked.Alarms(
                    s_journeys.Value, stop, new(7000 + i), Equipment.Default(TimeSpan.FromSeconds(s_intervals[i % s_intervals.Length])), new(0)));
            }
        }
    }
}
