using HazmatTrack.Domain;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>A truck that stands on a border for a day.</summary>
public static class Parked
{
    /// <summary>How many crossings are found of it; each is a false alarm.</summary>
    public static int Alarms(Journeys journeys, Random random, TimeSpan interval)
    {
        var place = journeys.BorderPoint(random);
        var track = new TruthTrack(new([place, new(place.LatitudeE6 + 10, place.LongitudeE6)]), Instant.FromSeconds(1_790_000_000));
        track.Stand(TimeSpan.FromHours(24));
        var arrivals = new Uplink(new() { Interval = interval }, random).Send(track, new Receiver(new(), random));
        return Score.Follow(journeys.Map, arrivals.Select(a => a.Report)).Count;
    }
}
