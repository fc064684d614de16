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

    /// <summary>After more fixes elsewhere than this the vehicle has left; before, it may turn out to have stood all the while.</summary>
    private const int MostAway = 2;

    /// <summary>So many fixes say well enough where it stands.</summary>
    private const int CertainFixes = 8;

    /// <summary>About where: a mean that follows slowly.</summary>
    public GeoPoint Place;

    /// <summary>Where it was about at the beginning: who drives slowly and reports often moves the mean away from here.</summary>
    public GeoPoint Anchor;

    /// <summary>Since when.</summary>
    public Instant Since;

    /// <summary>Fixes elsewhere since a vehicle that stood was last seen where it stood; 0 while that is not remembered.</summary>
    public byte Away;

    /// <summary>Where it stood; meaningless unless <see cref="Away"/>.</summary>
    public GeoPoint LeftPlace;

    /// <summary>Since when.</summary>
    public Instant LeftSince;

    /// <summary>How many fixes there.</summary>
    public byte LeftFixes;

    /// <summary>Fixes there, up to 32; 0 before the first fix. With 1 the stay is that fix.</summary>
    public byte Fixes;

    /// <summary>Whether it had lasted long enough at a time to speak of a vehicle that stands.</summary>
    public readonly bool StandsAt(Instant time, CrossingSettings settings) => Fixes >= LeastFixes && time - Since >= settings.StandTime;

    /// <summary>Whether where it stands is known better than by single fixes.</summary>
    public readonly bool IsCertain => Fixes >= CertainFixes;

    /// <summary>Takes the next fix: the stay goes on, another one begins, or the vehicle is back where it stood and was not away.</summary>
    /// <param name="fix">The fix.</param>
    /// <param name="stood">Whether the vehicle stood at the fix before.</param>
    /// <param name="settings">The distances.</param>
    /// <returns>Whether it is back where it stood: what came in between was drift.</returns>
    public bool Add(in TrackPoint fix, bool stood, CrossingSettings settings)
    {
        var position = fix.Report.Position;
        var isBack = Away > 0 && Geodesy.Between(LeftPlace, position) <= settings.StandRadius;
        if (isBack)
        {
            (Place, Anchor, Since, Fixes, Away) = (LeftPlace, LeftPlace, LeftSince, LeftFixes, 0);
        }
        else if (Away > 0)
        {
            Away = (byte)(Away < MostAway ? Away + 1 : 0);
        }

        if (Fixes == 0 || Geodesy.Between(Place, position) > settings.StandRadius)
        {
            if (stood && Away == 0)
            {
                (LeftPlace, LeftSince, LeftFixes, Away) = (Place, Since, Fixes, 1);
            }

            Begin(fix);
            return isBack;
        }

        Fixes = (byte)Math.Min(Fixes + 1, MostFixes);
        Place = new(Place.LatitudeE6 + ((position.LatitudeE6 - Place.LatitudeE6) / Fixes), Place.LongitudeE6 + ((position.LongitudeE6 - Place.LongitudeE6) / Fixes));
        if (Fixes <= CertainFixes)
        {
            Anchor = Place;
        }
        else if (Geodesy.Between(Place, Anchor) > settings.StandShift)
        {
            Begin(fix);
        }

        return isBack;
    }

    private void Begin(in TrackPoint fix) => (Place, Anchor, Since, Fixes) = (fix.Report.Position, fix.Report.Position, fix.Time, 1);
}
