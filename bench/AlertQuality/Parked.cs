using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>Where a truck stands for a day.</summary>
public enum Stop
{
    /// <summary>On the border; nothing else is known of it.</summary>
    OnBorder,

    /// <summary>On the border, where it came to from kilometres away, so that its province is known.</summary>
    ArrivedOnBorder,

    /// <summary>Some fifty to five hundred metres beside it, to where it came as well: on one side without doubt.</summary>
    Beside,
}

/// <summary>A truck that stands on or beside a border for a day.</summary>
public static class Parked
{
    /// <summary>What is found of it: each finding is a false alarm, some of which a truck that crossed could have raised by the same reports.</summary>
    /// <remarks>Judged in order of time: what is found does not depend on the order of arrival, which the journeys check, and a day is long.</remarks>
    public static List<(Finding Finding, bool IsUndecidable)> Alarms(Journeys journeys, Stop stop, Random random, Equipment equipment, Random faults)
    {
        var (track, arrivals) = Drive(journeys, stop, random, equipment, faults);
        var evidence = new CrossingEvidence(journeys.Map, track, Score.Fixes(arrivals), equipment.Receiver.Noise, equipment.TellsRightSpeed);
        return Score.Follow(journeys.Map, arrivals.Select(a => a.Report).OrderBy(r => r.Time))
            .ConvertAll(f => (f, f.Crossing is { } crossing && evidence.CouldHaveEntered(crossing.To, crossing.Time)));
    }

    /// <summary>Where it was, and what came in of it.</summary>
    public static (TrueTrack Track, List<Arrival> Arrivals) Drive(
        Journeys journeys, Stop stop, Random random, Equipment equipment, Random faults)
    {
        var way = stop switch
        {
            Stop.OnBorder => StandingAt(journeys.BorderPoint(random)),
            Stop.ArrivedOnBorder => Arriving(journeys, random, Distance.FromMetres(5)),
            _ => Arriving(journeys, random, Distance.FromMetres(50 + (450 * random.NextDouble()))),
        };
        var track = new TrueTrack(new(way), Instant.FromSeconds(1_790_000_000));
        if (stop != Stop.OnBorder)
        {
            track.DriveToEnd(Speed.FromKilometresPerHour(30 + (30 * random.NextDouble())));
        }

        track.Stand(TimeSpan.FromHours(24));
        return (track, equipment.Report(track, random, faults));
    }

    public static string Text(Stop stop) => stop switch
    {
        Stop.OnBorder => "on a border",
        Stop.ArrivedOnBorder => "on a border, come from within",
        _ => "50 to 500 m beside a border",
    };

    private static List<GeoPoint> StandingAt(GeoPoint place) => [place, new(place.LatitudeE6 + 10, place.LongitudeE6)];

    /// <summary>A straight way to a place so deep inside a province, all of it in that one.</summary>
    private static List<GeoPoint> Arriving(Journeys journeys, Random random, Distance depth)
    {
        while (true)
        {
            var border = journeys.BorderPoint(random);
            var from = Journeys.Move(border, random.NextDouble() * 360, Distance.FromKilometres(5));
            var way = new Polyline([from, border]);
            var province = journeys.Map.Locate(from);
            var driven = Distance.Zero;
            while (driven < way.Length && journeys.Map.Locate(way.At(driven)) == province && journeys.Map.IsDeeperThan(way.At(driven), depth))
            {
                driven += Distance.FromMetres(2);
            }

            var end = way.At(driven);
            if (driven > Distance.FromKilometres(1) && journeys.Map.Locate(end) == province)
            {
                return [from, end];
            }
        }
    }
}
