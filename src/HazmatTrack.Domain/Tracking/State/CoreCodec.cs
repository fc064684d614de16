using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules.TwoVehicles;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>The core state as bytes.</summary>
internal static class CoreCodec
{
    private const byte TrustedBit = 0x80;
    private const int EvenShift = 5;

    /// <summary>The first version whose parts are written with their lengths.</summary>
    public const byte SectionsFrom = 3;

    [Flags]
    private enum Parts : uint
    {
        None = 0,
        Trust = 1,
        Settled = 2,
        Leg = 4,
        LegDark = 8,
        LegReturning = 16,
        Held = 32,

        /// <summary>Up to version 2: the states of rules follow. Since version 3 they have a part of their own.</summary>
        Rules = 64,

        Agreeing = 128,

        // From version 2 on.
        SecondLabel = 256,
        Second = 512,
        Strays = 1024,
        Stay = 2048,
        Clear = 4096,
        LegFromStand = 8192,

        // The stay consists of the last fix only, and that fix is clear of the border: the truck drives.
        StayIsLast = 16384,
        ClearIsLast = 32768,

        // Absent from states that were written before excursions existed.
        Excursion = 65536,
        ExcursionBySpeeds = 131072,
    }

    public static void Write(BlobWriter to, TrackState core)
    {
        var start = to.Open();
        var own = Part(core.Second is not null, Parts.Second) | Part(core.Strays is not null, Parts.Strays);
        var parts = PartsOf(core.Main) | own;
        to.Unsigned((ulong)parts);
        to.Unsigned((ulong)core.Reports);
        WriteTrack(to, core.Main, parts);
        if (core.Strays is { } strays)
        {
            WriteStrays(to, strays);
        }

        if (core is { Second: { } second, Episode: { } episode })
        {
            to.Byte(core.Together);
            to.Byte(core.Sole);
            to.Time(episode.Since);
            to.Provinces(episode.Province, episode.OtherProvince);
            to.Point(episode.Main);
            to.Point(episode.Second);
            to.Unsigned((ulong)PartsOf(second));
            WriteTrack(to, second, PartsOf(second));
        }

        RuleStates.Write(to, core);
        to.Close(start);
    }

    public static TrackState Read(ref BlobReader from, byte version)
    {
        var end = version >= SectionsFrom ? from.Open() : 0;
        var core = new TrackState();
        var episodes = new List<LegacyRuleStates.OfTrack>();
        var parts = version == 1 ? (Parts)from.Byte() : (Parts)from.Unsigned();
        core.Reports = (long)from.Unsigned();
        ReadTrack(ref from, core.Main, parts, episodes, version);
        var strays = parts.HasFlag(Parts.Strays) ? ReadStrays(ref from) : null;
        if (parts.HasFlag(Parts.Second))
        {
            var (together, sole) = (from.Byte(), from.Byte());
            var since = from.Time();
            var (province, other) = from.Provinces();
            var episode = new TwoVehiclesEpisode(since, from.Point(), from.Point(), province, other);
            var second = new Track();
            ReadTrack(ref from, second, (Parts)from.Unsigned(), episodes, version);
            core.RestoreTwo(strays, second, episode, together, sole);
        }
        else
        {
            core.RestoreTwo(strays, null, null, 0, 0);
        }

        if (version >= SectionsFrom)
        {
            core.Restore(RuleStates.Read(ref from));
            from.Close(end);
        }
        else
        {
            core.Restore(LegacyRuleStates.Records(episodes));
        }

        return core;
    }

    private static Parts PartsOf(Track track)
    {
        ref readonly var leg = ref track.Crossing.Leg;
        var last = track.Drift.Last;
        var (stay, clear) = (track.Crossing.Stay, track.Crossing.Clear);
        var stayIsLast = last is { } fix && stay is { Fixes: 1, Away: 0 } && stay.Since == fix.Time && stay.Place == fix.Report.Position;
        var clearIsLast = last is { } seen && clear == ClearFix.From(seen);
        return Part(track.Drift.Trust.IsKnown, Parts.Trust) | Part(track.Crossing.Settled, Parts.Settled) | Part(leg.IsOpen, Parts.Leg)
            | Part(leg.Dark, Parts.LegDark) | Part(leg.Returning, Parts.LegReturning) | Part(track.Drift.Held > 0, Parts.Held)
            | Part(track.Crossing.Agreed.IsKnown, Parts.Agreeing)
            | Part(track.Label == Track.SecondLabel, Parts.SecondLabel) | Part(stayIsLast, Parts.StayIsLast) | Part(stay.Fixes > 0 && !stayIsLast, Parts.Stay)
            | Part(clearIsLast, Parts.ClearIsLast) | Part(clear.IsKnown && !clearIsLast, Parts.Clear) | Part(leg.FromStand, Parts.LegFromStand)
            | Part(track.Crossing.Excursion.IsOpen, Parts.Excursion)
            | Part(track.Crossing.Excursion.BySpeeds, Parts.ExcursionBySpeeds);
    }

    private static void WriteTrack(BlobWriter to, Track track, Parts parts)
    {
        var drift = track.Drift;
        to.Byte((byte)drift.Known);
        if (drift.Previous is { } previous)
        {
            to.Point(previous);
        }

        if (drift.Last is { } last)
        {
            to.Point(last);
        }

        if (drift.Held > 0)
        {
            to.Byte((byte)drift.Held);
            foreach (ref readonly var held in drift.HeldFixes)
            {
                to.Point(held);
            }
        }

        if (parts.HasFlag(Parts.Trust))
        {
            WriteTrust(to, drift.Trust);
        }

        var crossing = track.Crossing;
        to.Unsigned((ulong)crossing.Province.Number);
        to.Time(crossing.Since);
        if (crossing.Agreed.IsKnown)
        {
            to.Unsigned((ulong)crossing.Agreed.Number);
            to.Byte(crossing.Agreeing);
        }

        if (parts.HasFlag(Parts.Stay))
        {
            to.Byte(crossing.Stay.Fixes);
            to.Time(crossing.Stay.Since);
            to.Place(crossing.Stay.Place);
            to.Place(crossing.Stay.Anchor);
            WriteLeft(to, crossing.Stay);
        }

        if (parts.HasFlag(Parts.Clear))
        {
            WriteClear(to, crossing.Clear);
        }

        if (crossing.Leg.IsOpen)
        {
            WriteLeg(to, crossing.Leg);
        }

        if (crossing.Excursion is { IsOpen: true } excursion)
        {
            to.Byte(excursion.Fixes);
            to.Point(excursion.From);
            WriteClear(to, excursion.Clear);
        }
    }

    private static void ReadTrack(ref BlobReader from, Track track, Parts parts, List<LegacyRuleStates.OfTrack> episodes, byte version)
    {
        Span<TrackPoint> known = new TrackPoint[from.Count(2)];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = from.Point();
        }

        Span<TrackPoint> held = parts.HasFlag(Parts.Held) ? ReadPoints(ref from, DriftFilter.MostHeld) : [];
        track.Label = parts.HasFlag(Parts.SecondLabel) ? Track.SecondLabel : Track.FirstLabel;
        track.Drift.Restore(known, held, ReadTrust(ref from, parts.HasFlag(Parts.Trust), version));
        var last = known.Length > 0 ? known[^1] : default;
        var crossing = track.Crossing;
        crossing.Province = new((int)from.Unsigned());
        crossing.Since = from.Time();
        crossing.Settled = parts.HasFlag(Parts.Settled);
        if (parts.HasFlag(Parts.Agreeing))
        {
            crossing.Agreed = new((int)from.Unsigned());
            crossing.Agreeing = from.Byte();
        }

        if (parts.HasFlag(Parts.Stay))
        {
            (crossing.Stay.Fixes, crossing.Stay.Since, crossing.Stay.Place, crossing.Stay.Anchor) = (from.Byte(), from.Time(), from.Place(), from.Place());
            ReadLeft(ref from, ref crossing.Stay);
        }
        else if (parts.HasFlag(Parts.StayIsLast))
        {
            (crossing.Stay.Fixes, crossing.Stay.Since, crossing.Stay.Place, crossing.Stay.Anchor) = (1, last.Time, last.Report.Position, last.Report.Position);
        }

        crossing.Clear = parts.HasFlag(Parts.Clear) ? ReadClear(ref from) : parts.HasFlag(Parts.ClearIsLast) ? ClearFix.From(last) : default;
        if (parts.HasFlag(Parts.Leg))
        {
            crossing.SetLeg(ReadLeg(ref from, parts, version));
        }

        if (parts.HasFlag(Parts.Excursion))
        {
            crossing.SetExcursion(new()
            {
                Fixes = from.Byte(),
                From = from.Point(),
                Clear = ReadClear(ref from),
                BySpeeds = parts.HasFlag(Parts.ExcursionBySpeeds),
            });
        }

        if (parts.HasFlag(Parts.Rules))
        {
            episodes.AddRange(LegacyRuleStates.Read(ref from, track.Label));
        }
    }

    private static void WriteLeft(BlobWriter to, in Stay stay)
    {
        to.Byte(stay.Away);
        if (stay.Away > 0)
        {
            to.Byte(stay.LeftFixes);
            to.Time(stay.LeftSince);
            to.Place(stay.LeftPlace);
        }
    }

    private static void ReadLeft(ref BlobReader from, ref Stay stay)
    {
        stay.Away = from.Byte();
        if (stay.Away > 0)
        {
            (stay.LeftFixes, stay.LeftSince, stay.LeftPlace) = (from.Byte(), from.Time(), from.Place());
        }
    }

    private static void WriteStrays(BlobWriter to, Strays strays)
    {
        to.Byte((byte)strays.Count);
        to.Unsigned((ulong)strays.Total);
        to.Unsigned((ulong)strays.Alternations);
        to.Unsigned((ulong)strays.TrackFixes);
        to.Flag(strays.HasGoneOn);
        to.Flag(strays.IsSeeded);
        to.Time(strays.NotBefore);
        foreach (ref readonly var fix in strays.Fixes)
        {
            to.Point(fix);
        }
    }

    private static Strays ReadStrays(ref BlobReader from)
    {
        var count = from.Count(Strays.MostKept);
        var (total, alternations, trackFixes) = ((int)from.Unsigned(), (int)from.Unsigned(), (int)from.Unsigned());
        var (hasGoneOn, isSeeded, notBefore) = (from.Flag(), from.Flag(), from.Time());
        var fixes = new TrackPoint[count];
        for (var i = 0; i < count; i++)
        {
            fixes[i] = from.Point();
        }

        var strays = new Strays();
        strays.Restore(fixes, total, alternations, trackFixes, hasGoneOn, isSeeded, notBefore);
        return strays;
    }

    private static TrackPoint[] ReadPoints(ref BlobReader from, int most)
    {
        var points = new TrackPoint[from.Count(most)];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = from.Point();
        }

        return points;
    }

    private static void WriteTrust(BlobWriter to, in SpeedTrust trust)
    {
        to.Byte((byte)(trust.Score | (trust.IsTrusted ? TrustedBit : 0)));
        to.Byte(trust.Absent);
        to.Byte((byte)(trust.Same | (trust.Even << EvenShift)));
        to.Byte(trust.Regular);
        to.Unsigned((ulong)trust.Reported);
        to.Unsigned((ulong)trust.Moved);
        to.Unsigned((ulong)trust.Pace);
    }

    /// <summary>In version 1 a flag recorded whether the terminal had ever sent a speed, which was then trusted.</summary>
    private static SpeedTrust ReadTrust(ref BlobReader from, bool isKnown, byte version)
    {
        if (!isKnown || version == 1)
        {
            return isKnown ? SpeedTrust.JustGained : default;
        }

        var (score, absent, same) = (from.Byte(), from.Byte(), from.Byte());
        return new()
        {
            Score = (byte)(score & ~TrustedBit),
            IsTrusted = (score & TrustedBit) != 0,
            Absent = absent,
            Same = (byte)(same & ((1 << EvenShift) - 1)),
            Even = (byte)(same >> EvenShift),
            Regular = from.Byte(),
            Reported = (int)from.Unsigned(),
            Moved = (int)from.Unsigned(),
            Pace = (int)from.Unsigned(),
        };
    }

    private static void WriteLeg(BlobWriter to, in PendingCrossing leg)
    {
        to.Unsigned((ulong)leg.Into.Number);
        to.Point(leg.Before);
        to.Point(leg.First);
        to.Point(leg.LastInside);
        if (leg.Returning)
        {
            to.Point(leg.FirstBack);
        }

        to.Byte(leg.Fixes);
        to.Byte(leg.LongestDeepRun);
        to.Byte(leg.DeepRun);
        to.Unsigned((ulong)leg.DeepestMetres);
        to.Number(leg.Evidence);
        WriteClear(to, leg.ClearBefore);
        WriteClear(to, leg.ClearFirst);
        WriteClear(to, leg.ClearLast);
    }

    private static void WriteClear(BlobWriter to, ClearFix clear)
    {
        to.Time(clear.Time);
        to.Place(clear.Place);
    }

    private static ClearFix ReadClear(ref BlobReader from) => new(from.Time(), from.Place());

    private static PendingCrossing ReadLeg(ref BlobReader from, Parts parts, byte version) => new()
    {
        Into = new ProvinceCode((int)from.Unsigned()),
        Before = from.Point(),
        First = from.Point(),
        LastInside = from.Point(),
        FirstBack = parts.HasFlag(Parts.LegReturning) ? from.Point() : default,
        Returning = parts.HasFlag(Parts.LegReturning),
        Dark = parts.HasFlag(Parts.LegDark),
        FromStand = parts.HasFlag(Parts.LegFromStand),
        Fixes = from.Byte(),
        LongestDeepRun = from.Byte(),
        DeepRun = from.Byte(),
        DeepestMetres = (int)from.Unsigned(),
        Evidence = (int)from.Number(),
        ClearBefore = version == 1 ? default : ReadClear(ref from),
        ClearFirst = version == 1 ? default : ReadClear(ref from),
        ClearLast = version == 1 ? default : ReadClear(ref from),
    };

    private static Parts Part(bool set, Parts part) => set ? part : Parts.None;
}
