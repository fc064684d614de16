using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>The core state as bytes.</summary>
internal static class CoreCodec
{
    private const int MostRules = 64;
    private const byte TrustedBit = 0x80;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Trust = 1,
        Settled = 2,
        Leg = 4,
        LegDark = 8,
        LegReturning = 16,
        Held = 32,
        Rules = 64,
        Agreeing = 128,
    }

    public static void Write(BlobWriter to, CoreState core)
    {
        var drift = core.Drift;
        var crossing = core.Crossing;
        ref readonly var leg = ref crossing.Leg;
        var busy = 0;
        foreach (var state in core.RuleStates)
        {
            busy += state == default ? 0 : 1;
        }

        to.Byte((byte)(Part(drift.Trust.IsKnown, Parts.Trust) | Part(crossing.Settled, Parts.Settled) | Part(leg.IsOpen, Parts.Leg)
            | Part(leg.Dark, Parts.LegDark) | Part(leg.Returning, Parts.LegReturning) | Part(drift.Held > 0, Parts.Held)
            | Part(busy > 0, Parts.Rules) | Part(crossing.Agreed.IsKnown, Parts.Agreeing)));
        to.Unsigned((ulong)core.Reports);
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

        if (drift.Trust.IsKnown)
        {
            WriteTrust(to, drift.Trust);
        }

        to.Unsigned((ulong)crossing.Province.Number);
        to.Time(crossing.Since);
        if (crossing.Agreed.IsKnown)
        {
            to.Unsigned((ulong)crossing.Agreed.Number);
            to.Byte(crossing.Agreeing);
        }

        if (leg.IsOpen)
        {
            WriteLeg(to, leg);
        }

        if (busy > 0)
        {
            WriteRules(to, core, busy);
        }
    }

    public static CoreState Read(ref BlobReader from, byte version)
    {
        var core = new CoreState();
        var parts = (Parts)from.Byte();
        core.Reports = (long)from.Unsigned();
        Span<TrackPoint> known = new TrackPoint[from.Count(2)];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = from.Point();
        }

        Span<TrackPoint> held = parts.HasFlag(Parts.Held) ? new TrackPoint[from.Count(DriftFilter.MostHeld)] : [];
        for (var i = 0; i < held.Length; i++)
        {
            held[i] = from.Point();
        }

        core.Drift.Restore(known, held, ReadTrust(ref from, parts.HasFlag(Parts.Trust), version));
        var crossing = core.Crossing;
        crossing.Province = new((int)from.Unsigned());
        crossing.Since = from.Time();
        crossing.Settled = parts.HasFlag(Parts.Settled);
        if (parts.HasFlag(Parts.Agreeing))
        {
            crossing.Agreed = new((int)from.Unsigned());
            crossing.Agreeing = from.Byte();
        }

        if (parts.HasFlag(Parts.Leg))
        {
            crossing.Leg = ReadLeg(ref from, parts.HasFlag(Parts.LegDark), parts.HasFlag(Parts.LegReturning));
        }

        if (parts.HasFlag(Parts.Rules))
        {
            ReadRules(ref from, core);
        }

        return core;
    }

    private static void WriteTrust(BlobWriter to, in SpeedTrust trust)
    {
        to.Byte((byte)(trust.Score | (trust.IsTrusted ? TrustedBit : 0)));
        to.Byte(trust.Absent);
        to.Byte(trust.Same);
        to.Byte(trust.Regular);
        to.Unsigned((ulong)trust.Told);
        to.Unsigned((ulong)trust.Moved);
    }

    /// <summary>In version 1 a flag said whether the terminal had ever told a speed, which was then trusted.</summary>
    private static SpeedTrust ReadTrust(ref BlobReader from, bool isKnown, byte version)
    {
        if (!isKnown || version == 1)
        {
            return isKnown ? SpeedTrust.JustGained : default;
        }

        var score = from.Byte();
        return new()
        {
            Score = (byte)(score & ~TrustedBit),
            IsTrusted = (score & TrustedBit) != 0,
            Absent = from.Byte(),
            Same = from.Byte(),
            Regular = from.Byte(),
            Told = (int)from.Unsigned(),
            Moved = (int)from.Unsigned(),
        };
    }

    private static void WriteLeg(BlobWriter to, in CrossingLeg leg)
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
    }

    private static CrossingLeg ReadLeg(ref BlobReader from, bool dark, bool returning) => new()
    {
        Into = new ProvinceCode((int)from.Unsigned()),
        Before = from.Point(),
        First = from.Point(),
        LastInside = from.Point(),
        FirstBack = returning ? from.Point() : default,
        Returning = returning,
        Dark = dark,
        Fixes = from.Byte(),
        LongestDeepRun = from.Byte(),
        DeepRun = from.Byte(),
        DeepestMetres = (int)from.Unsigned(),
        Evidence = (int)from.Number(),
    };

    private static void WriteRules(BlobWriter to, CoreState core, int busy)
    {
        to.Unsigned((ulong)busy);
        for (var i = 0; i < core.RuleStates.Length; i++)
        {
            ref readonly var state = ref core.RuleStates[i];
            if (state != default)
            {
                to.Text(core.RuleIds[i]);
                to.Byte(state.Phase);
                to.Time(state.Since);
                to.Place(state.Place);
                to.Number(state.Count);
                to.Number(state.Mark);
                to.Text(state.Subject);
                to.Time(state.Until);
                to.Unsigned((ulong)state.Province.Number);
            }
        }
    }

    private static void ReadRules(ref BlobReader from, CoreState core)
    {
        var ids = new string[from.Count(MostRules)];
        var states = new RuleState[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = from.RequiredText();
            states[i] = new(from.Byte(), from.Time(), from.Place(), (int)from.Number(), from.Number(), from.Text(), from.Time(),
                new((int)from.Unsigned()));
        }

        core.Restore(ids, states);
    }

    private static Parts Part(bool set, Parts part) => set ? part : Parts.None;
}
