using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// Whether a vehicle stands, by its positions alone: they have stayed about one place for some time. Whole numbers, so that packing changes
/// nothing.
/// </summary>
internal struct Stay
{
    /// <summary>More fixes than this give the mean no more weight against the next.</summary>
    private const int MostFixes = 32;

    private const int LeastFixes = 3;

    /// <summary>About where: a mean that follows slowly.</summary>
    public GeoPoint Place;

    /// <summary>Since when.</summary>
    public Instant Since;

    /// <summary>Fixes there, up to 32; 0 before the first fix. With 1 the stay is that fix.</summary>
    public byte Fixes;

    /// <summary>Whether it had lasted long enough at a time to speak of a vehicle that stands.</summary>
    public readonly bool StandsAt(Instant time, CrossingSettings settings) => Fixes >= LeastFixes && time - Since >= settings.StandTime;

    /// <summary>Takes the next fix: the stay goes on, or another one begins.</summary>
    public void Add(in TrackPoint fix, CrossingSettings settings)
    {
        var position = fix.Report.Position;
        if (Fixes == 0 || Geodesy.Between(Place, position) > settings.StandRadius)
        {
            (Place, Since, Fixes) = (position, fix.Time, 1);
            return;
        }

        Fixes = (byte)Math.Min(Fixes + 1, MostFixes);
        Place = new(Place.LatitudeE6 + ((position.LatitudeE6 - Place.LatitudeE6) / Fixes), Place.LongitudeE6 + ((position.LongitudeE6 - Place.LongitudeE6) / Fixes));
    }
}
