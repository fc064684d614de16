using System.Buffers;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tracking;

public sealed partial class VehicleTracker
{
    /// <summary>
    /// The version of the packed state that this program writes, raised when the layout changes. A state of an unreadable version is built again from history.
    /// </summary>
    public const byte EncodingVersion = 3;

    /// <summary>
    /// The oldest program that reads what this one writes, by its <see cref="EncodingVersion"/>. A further field at the end of a part leaves it unchanged: an
    /// older program skips the field, and neither a rolling upgrade nor a rollback builds any state again.
    /// </summary>
    private const byte ReadableFrom = 3;

    /// <summary>The oldest layout that is still read, so that an upgrade does not build every state again.</summary>
    private const byte OldestVersion = 1;

    private const int MostTail = 1 << 20;
    private const int MostFindings = 1 << 12;

    [ThreadStatic]
    private static BlobWriter? s_writer;

    /// <summary>The whole state as one blob: some hundred bytes for a vehicle with a full tail.</summary>
    public byte[] Encode() => WriteAll(FreshWriter()).Written.ToArray();

    /// <inheritdoc cref="Encode()"/>
    public void Encode(IBufferWriter<byte> to) => to.Write(WriteAll(FreshWriter()).Written);

    /// <summary>
    /// The part of the state that follows from the set of reports alone: all but the identities of findings, and, if asked for, the places
    /// in the log.
    /// </summary>
    internal byte[] EncodeTrack(bool withOffsets)
    {
        var to = FreshWriter();
        to.LeavesOutOffsets = !withOffsets;
        WriteAll(to, withIdentities: false);
        to.LeavesOutOffsets = false;
        return to.Written.ToArray();
    }

    /// <summary>The base as a checkpoint to evaluate again from; empty while there is no base.</summary>
    public ReadOnlyMemory<byte> EncodeBase()
    {
        if (BaseTime is not { } time)
        {
            return default;
        }

        var open = _active.Findings.Where(f => f.AtBase is not null).Select(f => f.AtBase!).ToList();
        return EncodeCheckpoint(time, _base.Unfold(), open, Log);
    }

    /// <summary>
    /// Reads a blob that <see cref="Encode()"/> wrote. Where it was written for another log, or by a version that does not name its log, its offsets are
    /// unknown: a stored blob has all of its reports in history, whichever offsets the new log has.
    /// </summary>
    /// <param name="vehicle">The vehicle of the blob.</param>
    /// <param name="log">The log that is read now.</param>
    /// <exception cref="TrackerBlobException">It is damaged or of another version: build the state again from history.</exception>
    public static VehicleTracker Decode(VehicleId vehicle, ReadOnlySpan<byte> blob, LogId log = default)
    {
        var from = new BlobReader(blob);
        var version = Version(ref from, log);
        var tracker = new VehicleTracker(vehicle, log);
        if (from.Flag())
        {
            tracker.BaseTime = from.Time();
            var start = CoreCodec.Read(ref from, version);
            start.Reached = tracker.BaseTime;
            tracker._base.Keep(start);
        }

        var count = from.Count(MostTail);
        for (var i = 0; i < count; i++)
        {
            tracker._tail.Add(from.Point());
        }

        tracker._current = CoreCodec.Read(ref from, version);
        tracker._current.Reached = tracker._tail.Count > 0 ? tracker._tail.Last.Time : tracker.BaseTime;
        var activeCount = from.Count(MostFindings);
        if (activeCount > 0)
        {
            tracker._active.Restore([.. ReadActive(ref from, activeCount, version)]);
        }

        if (version >= CoreCodec.SectionsFrom)
        {
            tracker.ReadRest(ref from);
        }

        return from.AtEnd || version > EncodingVersion ? tracker : throw new TrackerBlobException("A tracker state goes on after its end.");
    }

    private static TrackedFinding[] ReadActive(ref BlobReader from, int count, byte version)
    {
        var findings = new TrackedFinding[count];
        for (var i = 0; i < count; i++)
        {
            var firstOnset = from.Time();
            var evaluatedAt = from.Time();
            var evaluated = ReadFinding(ref from, version);
            var atBase = from.Flag() ? ReadFinding(ref from, version) : null;
            findings[i] = new(new(evaluated.Rule, evaluated.Key, firstOnset), evaluated, evaluatedAt) { AtBase = atBase };
        }

        return findings;
    }

    /// <summary>Reads the beginning of every blob: its version, and the log of its offsets.</summary>
    private static byte Version(ref BlobReader from, LogId log)
    {
        var version = from.Byte();
        var readableFrom = version >= CoreCodec.SectionsFrom ? from.Byte() : version;
        if (version < OldestVersion || readableFrom > EncodingVersion)
        {
            throw new TrackerBlobException(
                $"A tracker state is of version {version}; this program reads versions {OldestVersion} to {EncodingVersion}.");
        }

        if (version < CoreCodec.SectionsFrom || new LogId(from.Number(), from.Count(int.MaxValue)) != log)
        {
            from.DropOffsets();
        }

        return version;
    }

    private static void Begin(BlobWriter to, LogId log)
    {
        to.Byte(EncodingVersion);
        to.Byte(ReadableFrom);
        to.Number(log.Incarnation);
        to.Unsigned((ulong)log.Partition);
    }

    private static Finding ReadFinding(ref BlobReader from, byte version)
    {
        if (version < CoreCodec.SectionsFrom)
        {
            return FindingCodec.Read(ref from);
        }

        var end = from.Open();
        var finding = FindingCodec.Read(ref from);
        finding = from.HasMore(end) ? finding with { Parameters = FindingCodec.ReadParameters(ref from) } : finding;
        from.Close(end);
        return finding;
    }

    private static void WriteFinding(BlobWriter to, Finding finding)
    {
        var start = to.Open();
        FindingCodec.Write(to, finding);
        FindingCodec.Write(to, finding.Parameters);
        to.Close(start);
    }

    private void ReadRest(ref BlobReader from)
    {
        var count = from.Count(MostUnshown);
        for (var i = 0; i < count; i++)
        {
            (_unshown ??= []).Add(from.Point());
        }

        for (var taken = from.Count(MostFindings); taken > 0; taken--)
        {
            _active.Take(new(from.Name(), from.RequiredText(), from.Time()));
        }

        if (!from.AtEnd)
        {
            _passed = from.Flag() ? from.Time() : null;
        }
    }

    private static byte[] EncodeCheckpoint(Instant time, TrackState core, List<Finding> open, LogId log)
    {
        var to = FreshWriter();
        Begin(to, log);
        to.Time(time);
        CoreCodec.Write(to, core);
        to.Unsigned((ulong)open.Count);
        foreach (var finding in open)
        {
            WriteFinding(to, finding);
        }

        to.Seal();
        return to.Written.ToArray();
    }

    private static (Instant Time, TrackState Core, Finding[] Open) DecodeCheckpoint(ReadOnlySpan<byte> blob, LogId log)
    {
        var from = new BlobReader(blob);
        var version = Version(ref from, log);
        var time = from.Time();
        var core = CoreCodec.Read(ref from, version);
        core.Reached = time;
        var open = new Finding[from.Count(MostFindings)];
        for (var i = 0; i < open.Length; i++)
        {
            open[i] = ReadFinding(ref from, version);
        }

        return (time, core, open);
    }

    private static BlobWriter FreshWriter()
    {
        var to = s_writer ??= new();
        to.Clear();
        return to;
    }

    private BlobWriter WriteAll(BlobWriter to, bool withIdentities = true)
    {
        Begin(to, to.LeavesOutOffsets ? default : Log);
        to.Flag(BaseTime is not null);
        if (BaseTime is { } time)
        {
            to.Time(time);
            CoreCodec.Write(to, _base.Unfold());
        }

        _tail.Write(to);
        CoreCodec.Write(to, _current);
        to.Unsigned((ulong)_active.Findings.Count);
        foreach (var finding in _active.Findings)
        {
            to.Time(withIdentities ? finding.Identity.FirstOnset : default);
            to.Time(finding.LastEvaluatedAt);
            WriteFinding(to, finding.LastEvaluated);
            to.Flag(finding.AtBase is not null);
            if (finding.AtBase is { } atBase)
            {
                WriteFinding(to, atBase);
            }
        }

        // Which of them were emitted in time depends on the order in which reports came.
        to.Unsigned((ulong)(withIdentities ? _unshown?.Count ?? 0 : 0));
        foreach (var point in withIdentities ? _unshown ?? [] : [])
        {
            to.Point(point);
        }

        to.Unsigned((ulong)(withIdentities ? _active.Taken.Count : 0));
        foreach (var taken in withIdentities ? _active.Taken : [])
        {
            to.Name(taken.Rule);
            to.Text(taken.Key);
            to.Time(taken.FirstOnset);
        }

        // How far time was evaluated does not follow from the reports either.
        to.Flag(withIdentities && _passed is not null);
        if (withIdentities && _passed is { } passed)
        {
            to.Time(passed);
        }

        to.Seal();
        return to;
    }
}
