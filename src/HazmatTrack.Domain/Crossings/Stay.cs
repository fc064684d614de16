using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// Decides whether a vehicle is stationary by its positions alone: they have stayed about one place for some time. Whole numbers, so that
/// packing changes nothing.
/// </summary>
internal struct Stay
{
    /// <summary>The number of fixes beyond which the mean gains no more weight against the next one.</summary>
    private const int MostFixes = 32;

    private const int LeastFixes = 3;

    /// <summary>After more fixes elsewhere than this the vehicle has left; before, it may turn out to have been stationary all the time.</summary>
    private const int MostAway = 2;

    /// <summary>The number of fixes that determine well enough where the vehicle is stationary.</summary>
    private const int CertainFixes = 8;

    /// <summary>The approximate place: a mean that follows slowly.</summary>
    public GeoPoint Place;

    /// <summary>The approximate place at the beginning: a vehicle that drives slowly and reports often moves the mean away from here.</summary>
    public GeoPoint Anchor;

    /// <summary>When the stay began.</summary>
    public Instant Since;

    /// <summary>The number of fixes elsewhere since a stationary vehicle was last seen at its place; 0 while that is not remembered.</summary>
    public byte Away;

    /// <summary>The place where it was stationary; meaningless unless <see cref="Away"/>.</summary>
    public GeoPoint LeftPlace;

    /// <summary>When that stay began.</summary>
    public Instant LeftSince;

    /// <summary>The number of fixes of that stay.</summary>
    public byte LeftFixes;

    /// <summary>The number of fixes of the stay, up to 32; 0 before the first fix. With 1 the stay is that fix.</summary>
    public byte Fixes;

    /// <summary>Whether the stay has lasted long enough at a time for the vehicle to count as stationary.</summary>
    public readonly bool StandsAt(Instant time, CrossingSettings settings) => Fixes >= LeastFixes && time - Since >= settings.StandTime;

    /// <summary>Whether the place of the stay is known better than by single fixes.</summary>
    public readonly bool IsCertain => Fixes >= CertainFixes;

    /// <summary>Takes the next fix: the stay goes on, another one begins, or the vehicle is back at its place and was not away.</summary>
    /// <param name="stood">Whether the vehicle was stationary at the fix before.</param>
    /// <param name="settings">The distances.</param>
    /// <returns>Whether it is back at the place where it was stationary: the fixes in between were drift.</returns>
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
        Place = new(Place.LatitudeE6 + ((position.LatitudeE6 - Place.LatitudeE6) / Fixes),
            Place.LongitudeE6 + ((position.LongitudeE6 - Place.LongitudeE6) / Fixes));
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
