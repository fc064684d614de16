using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Computes where and when the border was passed between two fixes, and the uncertainty of both.</summary>
internal static class CrossingBuilder
{
    /// <summary>
    /// Adds the corners of other provinces that the straight way between two fixes of one province cuts, where the chord lies deeper inside
    /// than any way that the vehicle can have taken around them.
    /// </summary>
    public static void AddCutCorners(
        ProvinceCode home, in TrackPoint a, in TrackPoint b, bool trusted, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
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
                && map.DepthInside(from, to, enter.Fraction, leave.Fraction) > settings.ConfirmDepth + PassageError.Straying(a, b, trusted, chord))
            {
                var crossing = New(home, enter.To, TransitKind(home, enter.To), a, b, b, enter.Fraction, enter.Place, false, trusted, map, settings);
                into.Add(crossing with { Exit = new(At(a, b, leave.Fraction), leave.Place, home) });
            }
        }
    }

    /// <summary>Adds the crossing or crossings by which a confirmed leg was entered, in order.</summary>
    public static void AddEntry(
        ProvinceCode home, in PendingCrossing leg, in TrackPoint confirmedBy, bool trusted, ProvinceMap map, CrossingSettings settings,
        List<Crossing> into)
    {
        var (a, b) = (leg.Before, leg.First);
        var passes = Passes(a, b, map);
        var first = into.Count;
        if (leg.Dark)
        {
            into.Add(Dark(home, leg.Into, a, b, confirmedBy, passes, trusted, map, settings));
            return;
        }

        var least = settings.ConfirmDepth + PassageError.Straying(a, b, trusted, Geodesy.Between(a.Report.Position, b.Report.Position));
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

            // Shallow passes back and forth at the border are noise of the drawing: the middle pass inwards represents all of them.
            if (next != at)
            {
                var ways = passes[start..(i + 1)].FindAll(p => p.To == next);
                var pass = ways[ways.Count / 2];
                into.Add(New(at, next, KindOf(at, next), a, b, confirmedBy, pass.Fraction, pass.Place, false, trusted, map, settings));
            }

            (at, start) = (next, i + 1);
        }

        if (passes.Count == 0)
        {
            into.Add(New(home, leg.Into, KindOf(home, leg.Into), a, b, confirmedBy, 0.5, Along(a, b, 0.5), false, trusted, map, settings));
        }

        into[first] = Since(into[first], leg.ClearBefore, leg.Before);
        into[^1] = Until(into[^1], leg.ClearFirst, leg.First);
    }

    /// <summary>A short stay in another province, in and out again. Its uncertainty is that of the end that is known less well.</summary>
    public static Crossing Touch(
        ProvinceCode home, in PendingCrossing leg, ClearFix clearBack, in TrackPoint confirmedBy, bool trusted, ProvinceMap map, CrossingSettings settings)
    {
        var (fraction, place) = Middle(leg.Before, leg.First, map);
        var (exitFraction, exitPlace) = Middle(leg.LastInside, leg.FirstBack, map);
        var exitDark = leg.FirstBack.Time - leg.LastInside.Time > settings.DarkGap;
        var exitError = PassageError.Estimate(leg.LastInside, leg.FirstBack, exitFraction, exitDark, trusted, map, settings);
        var crossing = New(
            home, leg.Into, TransitKind(home, leg.Into), leg.Before, leg.First, confirmedBy, fraction, place, leg.Dark, trusted, map, settings);
        crossing = Until(Since(crossing, leg.ClearBefore, leg.Before), leg.ClearFirst, leg.First);
        var exit = crossing with
        {
            Time = At(leg.LastInside, leg.FirstBack, exitFraction),
            TimeUncertainty = exitError.Time,
            Place = exitPlace,
            PlaceUncertainty = exitError.Place,
        };
        exit = Until(Since(exit, leg.ClearLast, leg.LastInside), clearBack, leg.FirstBack);
        return crossing with
        {
            After = leg.FirstBack,
            TimeUncertainty = crossing.TimeUncertainty > exit.TimeUncertainty ? crossing.TimeUncertainty : exit.TimeUncertainty,
            PlaceUncertainty = crossing.PlaceUncertainty > exit.PlaceUncertainty ? crossing.PlaceUncertainty : exit.PlaceUncertainty,
            Dark = leg.Dark || exitDark,
            Exit = new(exit.Time, exitPlace, home),
        };
    }

    /// <summary>
    /// The crossing with its interval extended: where the fix before the border is too near to show its side, the border may have been passed
    /// as early as when the vehicle was last seen clear of it.
    /// </summary>
    private static Crossing Since(Crossing crossing, ClearFix clear, in TrackPoint before) =>
        clear.IsKnown && clear.Time < before.Time ? Reaching(crossing, clear) : crossing;

    /// <summary>The same for the fix after the border.</summary>
    private static Crossing Until(Crossing crossing, ClearFix clear, in TrackPoint after) =>
        clear.IsKnown && clear.Time > after.Time ? Reaching(crossing, clear) : crossing;

    private static Crossing Reaching(Crossing crossing, ClearFix clear)
    {
        var time = (crossing.Time - clear.Time).Duration();
        var place = Distance.FromMetres(Math.Ceiling(Geodesy.Between(crossing.Place, clear.Place).Metres));
        return crossing with
        {
            TimeUncertainty = crossing.TimeUncertainty > time ? crossing.TimeUncertainty : time,
            PlaceUncertainty = crossing.PlaceUncertainty > place ? crossing.PlaceUncertainty : place,
        };
    }

    private static Crossing Dark(
        ProvinceCode from, ProvinceCode to, in TrackPoint a, in TrackPoint b, in TrackPoint confirmedBy,
        List<BorderIntersection> passes, bool trusted, ProvinceMap map,
        CrossingSettings settings)
    {
        var fraction = passes.Count > 0 ? (passes[0].Fraction + passes[^1].Fraction) / 2 : 0.5;
        return New(from, to, KindOf(from, to), a, b, confirmedBy, fraction, Along(a, b, fraction), true, trusted, map, settings);
    }

    private static Crossing New(
        ProvinceCode from, ProvinceCode to, CrossingKind kind, in TrackPoint a, in TrackPoint b, in TrackPoint confirmedBy, double fraction,
        GeoPoint place, bool dark, bool trusted, ProvinceMap map, CrossingSettings settings)
    {
        var error = PassageError.Estimate(a, b, fraction, dark, trusted, map, settings);
        return new()
        {
            Kind = kind,
            From = from,
            To = to,
            Time = At(a, b, fraction),
            TimeUncertainty = error.Time,
            Place = place,
            PlaceUncertainty = error.Place,
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

    private static List<BorderIntersection> Passes(in TrackPoint a, in TrackPoint b, ProvinceMap map)
    {
        var passes = Scratch;
        passes.Clear();
        map.CrossSegment(a.Report.Position, b.Report.Position, passes);
        return passes;
    }

    /// <summary>The middle one of the passes between two fixes; the midpoint where the map shows no pass.</summary>
    private static (double Fraction, GeoPoint Place) Middle(in TrackPoint a, in TrackPoint b, ProvinceMap map)
    {
        var passes = Passes(a, b, map);
        return passes.Count > 0 ? (passes[passes.Count / 2].Fraction, passes[passes.Count / 2].Place) : (0.5, Along(a, b, 0.5));
    }

    private static Instant At(in TrackPoint a, in TrackPoint b, double fraction) => a.Time + ((b.Time - a.Time) * fraction);

    private static GeoPoint Along(in TrackPoint a, in TrackPoint b, double fraction) =>
        Geodesy.Along(a.Report.Position, b.Report.Position, fraction);

    private static List<BorderIntersection> Scratch => s_scratch ??= [];

    [ThreadStatic]
    private static List<BorderIntersection>? s_scratch;
}
