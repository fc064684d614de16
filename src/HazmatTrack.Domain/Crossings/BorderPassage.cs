using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Where and when the border was passed between two fixes, and how well that is known.</summary>
internal static class BorderPassage
{
    /// <summary>
    /// Corners of other provinces that the straight way between two fixes of one province cuts, where the chord lies deeper inside
    /// than any way the vehicle can have taken round them.
    /// </summary>
    public static void AddCutCorners(
        ProvinceCode home, in TrackPoint a, in TrackPoint b, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        var (from, to) = (a.Report.Position, b.Report.Position);
        var chord = Geodesy.Between(from, to);

        // A corner is cut deeper than ConfirmDepth or not at all, and then both ends are farther away from each other than that.
        if (chord < settings.ConfirmDepth || map.IsDeeperThan(to, chord))
        {
            return;
        }

        var passes = Scratch;
        passes.Clear();
        map.CrossSegment(from, to, passes);
        for (var i = 0; i + 1 < passes.Count; i++)
        {
            var (enter, leave) = (passes[i], passes[i + 1]);
            if (enter.To.IsKnown && enter.To != home
                && map.DepthInside(from, to, enter.Fraction, leave.Fraction) > settings.ConfirmDepth + Straying(a, b, chord, settings))
            {
                var crossing = New(home, enter.To, TransitKind(home, enter.To), a, b, b, enter.Fraction, enter.Place, false, settings);
                into.Add(crossing with { Exit = new(At(a, b, leave.Fraction), leave.Place, home) });
            }
        }
    }

    /// <summary>The crossing or crossings by which a confirmed leg was entered, in order.</summary>
    public static void AddEntry(
        ProvinceCode home, in CrossingLeg leg, in TrackPoint confirmedBy, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        var (a, b) = (leg.Before, leg.First);
        var passes = Passes(a, b, map);
        if (leg.Dark)
        {
            into.Add(Dark(home, leg.Into, a, b, confirmedBy, passes, settings));
            return;
        }

        var least = settings.ConfirmDepth + Straying(a, b, Geodesy.Between(a.Report.Position, b.Report.Position), settings);
        var (at, start) = (home, 0);
        for (var i = 0; i < passes.Count; i++)
        {
            var last = i == passes.Count - 1;
            var next = last ? leg.Into : passes[i].To;
            var deep = last || (next.IsKnown && next != at
                && map.DepthInside(a.Report.Position, b.Report.Position, passes[i].Fraction, passes[i + 1].Fraction) > least);
            if (!deep)
            {
                continue;
            }

            // Shallow to and fro at the border is noise of the drawing: the middle pass stands for all of them.
            if (next != at)
            {
                var pass = passes[(start + i) / 2];
                into.Add(New(at, next, KindOf(at, next), a, b, confirmedBy, pass.Fraction, pass.Place, false, settings));
            }

            (at, start) = (next, i + 1);
        }

        if (passes.Count == 0)
        {
            into.Add(New(home, leg.Into, KindOf(home, leg.Into), a, b, confirmedBy, 0.5, Middle(a, b, 0.5), false, settings));
        }
    }

    /// <summary>A short stay in another province: in and out again.</summary>
    public static Crossing Touch(ProvinceCode home, in CrossingLeg leg, in TrackPoint confirmedBy, ProvinceMap map, CrossingSettings settings)
    {
        var entry = Passes(leg.Before, leg.First, map);
        var (fraction, place) = entry.Count > 0
            ? (entry[entry.Count / 2].Fraction, entry[entry.Count / 2].Place)
            : (0.5, Middle(leg.Before, leg.First, 0.5));
        var crossing = New(home, leg.Into, TransitKind(home, leg.Into), leg.Before, leg.FirstBack, confirmedBy, 0, place, leg.Dark, settings) with
        {
            Time = At(leg.Before, leg.First, fraction),
            TimeUncertainty = TimeError(leg.Before, leg.First, leg.Dark, PlaceError(leg.Before, leg.First, leg.Dark, settings)),
            PlaceUncertainty = PlaceError(leg.Before, leg.First, leg.Dark, settings),
        };

        var exit = Passes(leg.LastInside, leg.FirstBack, map);
        var (exitFraction, exitPlace) = exit.Count > 0
            ? (exit[exit.Count / 2].Fraction, exit[exit.Count / 2].Place)
            : (0.5, Middle(leg.LastInside, leg.FirstBack, 0.5));
        return crossing with { Exit = new(At(leg.LastInside, leg.FirstBack, exitFraction), exitPlace, home) };
    }

    private static Crossing Dark(
        ProvinceCode from, ProvinceCode to, in TrackPoint a, in TrackPoint b, in TrackPoint confirmedBy, List<BorderPass> passes, CrossingSettings settings)
    {
        var fraction = passes.Count > 0 ? (passes[0].Fraction + passes[^1].Fraction) / 2 : 0.5;
        return New(from, to, KindOf(from, to), a, b, confirmedBy, fraction, Middle(a, b, fraction), true, settings);
    }

    private static Crossing New(
        ProvinceCode from, ProvinceCode to, CrossingKind kind, in TrackPoint a, in TrackPoint b, in TrackPoint confirmedBy, double fraction,
        GeoPoint place, bool dark, CrossingSettings settings)
    {
        var error = PlaceError(a, b, dark, settings);
        return new()
        {
            Kind = kind,
            From = from,
            To = to,
            Time = At(a, b, fraction),
            TimeUncertainty = TimeError(a, b, dark, error),
            Place = place,
            PlaceUncertainty = error,
            Before = a,
            After = b,
            ConfirmedBy = confirmedBy,
            Dark = dark,
        };
    }

    private static CrossingKind KindOf(ProvinceCode from, ProvinceCode to) => (from.IsInDelta, to.IsInDelta) switch
    {
        (true, true) => CrossingKind.BetweenProvinces,
        (true, false) => CrossingKind.LeavingDelta,
        (false, true) => CrossingKind.EnteringDelta,
        _ => CrossingKind.OutsideDelta,
    };

    private static CrossingKind TransitKind(ProvinceCode home, ProvinceCode through) =>
        home.IsInDelta || through.IsInDelta ? CrossingKind.Transit : CrossingKind.OutsideDelta;

    private static List<BorderPass> Passes(in TrackPoint a, in TrackPoint b, ProvinceMap map)
    {
        var passes = Scratch;
        passes.Clear();
        map.CrossSegment(a.Report.Position, b.Report.Position, passes);
        return passes;
    }

    private static Instant At(in TrackPoint a, in TrackPoint b, double fraction) => a.Time + ((b.Time - a.Time) * fraction);

    private static GeoPoint Middle(in TrackPoint a, in TrackPoint b, double fraction) =>
        Geodesy.Along(a.Report.Position, b.Report.Position, fraction);

    /// <summary>GNSS, the drawn border, and how far the way may stray from the chord; of a dark crossing the whole way.</summary>
    private static Distance PlaceError(in TrackPoint a, in TrackPoint b, bool dark, CrossingSettings settings)
    {
        var chord = Geodesy.Between(a.Report.Position, b.Report.Position);
        var straying = dark ? chord : Straying(a, b, chord, settings);
        return Distance.FromMetres(Math.Ceiling(Math.Sqrt(
            Square(settings.FixError.Metres) + Square(settings.BorderError.Metres) + Square(straying.Metres))));
    }

    /// <summary>The time it takes to drive the error in place at the speed between the fixes, and no more than a dark gap itself.</summary>
    private static TimeSpan TimeError(in TrackPoint a, in TrackPoint b, bool dark, Distance placeError)
    {
        var gap = b.Time - a.Time;
        if (dark)
        {
            return gap;
        }

        var speed = Math.Max((Geodesy.Between(a.Report.Position, b.Report.Position) / gap).MetresPerSecond, 1);
        return TimeSpan.FromSeconds(Math.Ceiling(placeError.Metres / speed));
    }

    /// <summary>
    /// How far the way between two fixes may have strayed from the chord: half the width of the ellipse that a way of the length
    /// driven can reach. The length follows from the reported speeds, and is never taken for less than 2 % more than the chord.
    /// </summary>
    private static Distance Straying(in TrackPoint a, in TrackPoint b, Distance chord, CrossingSettings settings)
    {
        var told = Math.Max(a.Report.Speed.MetresPerSecond, b.Report.Speed.MetresPerSecond) * (b.Time - a.Time).TotalSeconds;
        var way = Math.Clamp(told, chord.Metres * 1.02, chord.Metres * 1.5);
        return Distance.FromMetres(Math.Sqrt(Square(way) - Square(chord.Metres)) / 2);
    }

    private static double Square(double x) => x * x;

    private static List<BorderPass> Scratch => t_scratch ??= [];

    [ThreadStatic]
    private static List<BorderPass>? t_scratch;
}
