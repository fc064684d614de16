using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking.Blobs;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// The open episodes of one rule as bytes of their own: a program that does not have the rule, or cannot read them, carries them on as they are.
/// </summary>
internal static class RuleStates
{
    /// <summary>The label of episodes that belong to the vehicle and not to one track.</summary>
    private const byte VehicleLabel = 0;

    private const int MostEpisodes = 1 << 10;

    [ThreadStatic]
    private static BlobWriter? s_writer;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Place = 1,
        Province = 2,
        Count = 4,
        Mark = 8,
        Subject = 16,
        Until = 32,
    }

    [Flags]
    private enum RecordParts : byte
    {
        None = 0,
        Episodes = 1,
        AsOf = 2,
        Failed = 4,
    }

    /// <summary>Whether a rule can read episodes of a version of its state: its own and the one before.</summary>
    public static bool CanRead(IRule rule, byte version) => version == rule.StateVersion || version == rule.StateVersion - 1;

    /// <summary>Packs the records of all rules, including those that run.</summary>
    public static RuleRecord[] Pack(TrackState core)
    {
        var running = core.Running;
        var records = new RuleRecord[running.Count + core.Records.Length];
        for (var i = 0; i < running.Count; i++)
        {
            records[i] = new(running[i].Id, running[i].StateVersion, null, EpisodesOf(core, running[i].Id));
        }

        core.Records.CopyTo(records.AsSpan(running.Count));
        return records;
    }

    /// <summary>Opens the episodes of a record in a state.</summary>
    public static void Unpack(RuleRecord record, IRule rule, TrackState core)
    {
        if (record.Episodes.IsEmpty)
        {
            return;
        }

        var from = BlobReader.OfPart(record.Episodes.Span);
        var count = from.Count(MostEpisodes);
        for (var i = 0; i < count; i++)
        {
            var store = StoreOf(core, from.Byte());
            var episode = ReadEpisode(ref from);
            store?.Set(rule.Id, record.StateVersion == rule.StateVersion ? episode : rule.Read(episode));
        }
    }

    /// <summary>Writes the records of all rules: first those that run, then the others.</summary>
    public static void Write(BlobWriter to, TrackState core)
    {
        to.Unsigned((ulong)(core.Running.Count + core.Records.Length));
        foreach (var rule in core.Running)
        {
            var count = CountOf(core, rule.Id);
            to.Name(rule.Id);
            to.Byte(rule.StateVersion);
            to.Byte((byte)(count > 0 ? RecordParts.Episodes : RecordParts.None));
            if (count > 0)
            {
                var start = to.Open();
                WriteAll(to, core, rule.Id, count);
                to.Close(start);
            }
        }

        foreach (var record in core.Records)
        {
            to.Name(record.Id);
            to.Byte(record.StateVersion);
            to.Byte((byte)((record.Episodes.IsEmpty ? RecordParts.None : RecordParts.Episodes) | (record.AsOf is null ? RecordParts.None : RecordParts.AsOf)
                | (record.FailedVersion is null ? RecordParts.None : RecordParts.Failed)));
            if (!record.Episodes.IsEmpty)
            {
                to.Bytes(record.Episodes.Span);
            }

            if (record.AsOf is { } time)
            {
                to.Time(time);
            }

            if (record.FailedVersion is { } version)
            {
                to.Number(version);
            }
        }
    }

    public static RuleRecord[] Read(ref BlobReader from)
    {
        var records = new RuleRecord[from.Count(RuleSet.Most * 2)];
        for (var i = 0; i < records.Length; i++)
        {
            var (id, version, parts) = (from.Name(), from.Byte(), (RecordParts)from.Byte());
            var episodes = parts.HasFlag(RecordParts.Episodes) ? from.Bytes() : default(ReadOnlyMemory<byte>);
            Instant? asOf = parts.HasFlag(RecordParts.AsOf) ? from.Time() : null;
            records[i] = new(id, version, asOf, episodes, parts.HasFlag(RecordParts.Failed) ? (int)from.Number() : null);
        }

        return records;
    }

    /// <summary>Episodes of one rule as bytes; empty for none.</summary>
    public static ReadOnlyMemory<byte> Bytes(LegacyRuleStates.OfTrack[] episodes)
    {
        if (episodes.Length == 0)
        {
            return default;
        }

        var to = s_writer ??= new();
        to.Clear();
        to.Unsigned((ulong)episodes.Length);
        foreach (var item in episodes)
        {
            to.Byte(item.Label);
            Write(to, item.Episode);
        }

        return to.Written.ToArray();
    }

    private static ReadOnlyMemory<byte> EpisodesOf(TrackState core, string rule)
    {
        var count = CountOf(core, rule);
        if (count == 0)
        {
            return default;
        }

        var to = s_writer ??= new();
        to.Clear();
        WriteAll(to, core, rule, count);
        return to.Written.ToArray();
    }

    private static int CountOf(TrackState core, string rule) =>
        core.Episodes.CountOf(rule) + core.Main.Episodes.CountOf(rule) + (core.Second?.Episodes.CountOf(rule) ?? 0);

    private static void WriteAll(BlobWriter to, TrackState core, string rule, int count)
    {
        to.Unsigned((ulong)count);
        Write(to, core.Episodes, VehicleLabel, rule);
        Write(to, core.Main.Episodes, core.Main.Label, rule);
        if (core.Second is { } second)
        {
            Write(to, second.Episodes, second.Label, rule);
        }
    }

    private static EpisodeStore? StoreOf(TrackState core, byte label) => label == VehicleLabel ? core.Episodes
        : core.Main.Label == label ? core.Main.Episodes
        : core.Second?.Episodes;

    private static void Write(BlobWriter to, EpisodeStore store, byte label, string rule)
    {
        foreach (ref readonly var item in store.Items)
        {
            if (item.Rule == rule)
            {
                to.Byte(label);
                Write(to, item.Episode);
            }
        }
    }

    private static void Write(BlobWriter to, in Episode episode)
    {
        var parts = Part(episode.Place != default, Parts.Place) | Part(episode.Province != default, Parts.Province) | Part(episode.Count != 0, Parts.Count)
            | Part(episode.Mark != 0, Parts.Mark) | Part(episode.Subject is not null, Parts.Subject) | Part(episode.Until != default, Parts.Until);
        to.Byte((byte)parts);
        to.Text(episode.Key);
        to.Time(episode.Since);
        to.Byte(episode.Phase);
        if (parts.HasFlag(Parts.Place))
        {
            to.Place(episode.Place);
        }

        if (parts.HasFlag(Parts.Province))
        {
            to.Unsigned((ulong)episode.Province.Number);
        }

        if (parts.HasFlag(Parts.Count))
        {
            to.Number(episode.Count);
        }

        if (parts.HasFlag(Parts.Mark))
        {
            to.Number(episode.Mark);
        }

        if (parts.HasFlag(Parts.Subject))
        {
            to.Text(episode.Subject);
        }

        if (parts.HasFlag(Parts.Until))
        {
            to.Time(episode.Until);
        }
    }

    private static Episode ReadEpisode(ref BlobReader from)
    {
        var parts = (Parts)from.Byte();
        return new(from.RequiredText(), from.Time(), from.Byte())
        {
            Place = parts.HasFlag(Parts.Place) ? from.Place() : default,
            Province = parts.HasFlag(Parts.Province) ? new((int)from.Unsigned()) : default,
            Count = parts.HasFlag(Parts.Count) ? (int)from.Number() : 0,
            Mark = parts.HasFlag(Parts.Mark) ? from.Number() : 0,
            Subject = parts.HasFlag(Parts.Subject) ? from.Text() : null,
            Until = parts.HasFlag(Parts.Until) ? from.Time() : default,
        };
    }

    private static Parts Part(bool set, Parts part) => set ? part : Parts.None;
}
