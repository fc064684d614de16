using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>
/// Verifies records one after the other, in the order of their numbers and in constant memory: that each follows from the one before, and that they are those
/// that checkpoints sign. Stops at the first fault.
/// </summary>
/// <remarks>
/// What this cannot find: records cut off after the last checkpoint, and a record that was rewritten with all its checkpoints by who has the private key.
/// Checkpoints that were handed to witnesses find both: give those as well.
/// </remarks>
public sealed class AuditVerifier
{
    private readonly AuditTrust _trust;
    private readonly Queue<(SignedNote Note, AuditCheckpoint Checkpoint)> _checkpoints;
    private readonly MerkleFrontier _tree;
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private AuditHash _chain;
    private AuditFault? _fault;
    private Instant? _last;
    private Instant? _signed;
    private long _first;
    private long _proven;

    /// <param name="start">Where the kept records begin.</param>
    /// <param name="checkpoints">All checkpoints that are known, in any order, from the record or from witnesses.</param>
    public AuditVerifier(AuditTrust trust, AuditAnchor start, IEnumerable<SignedNote> checkpoints)
    {
        (_trust, _chain, _tree) = (trust, start.ChainHead, start.Frontier.Copy());
        var read = checkpoints.Select(note => (Note: note, Result: CheckpointReader.Read(note))).ToList();
        _fault = read.Find(r => r.Result.Fault is not null).Result.Fault;

        // Of one size the earlier first. What was signed over dropped records has no records to compare with.
        _checkpoints = new(read.Where(r => r.Result.Checkpoint is { } c && c.Size >= _tree.Size)
            .Select(r => (r.Note, r.Result.Checkpoint!))
            .OrderBy(r => r.Item2.Size).ThenBy(r => r.Item2.At));
        CheckSigned();
        if (_fault is null && _tree.Size > 0 && _proven < _tree.Size)
        {
            _fault = AuditFaultTexts.UnprovenStart(_tree.Size);
        }
    }

    /// <summary>The first fault so far; null for none.</summary>
    public AuditFault? Fault => _fault;

    /// <summary>When the first verified record was recorded; null before there is one.</summary>
    public Instant? From { get; private set; }

    /// <summary>When the last verified record was recorded; null before there is one.</summary>
    public Instant? To => _last;

    /// <summary>The number of records at which checkpoints were verified; several of one size count once.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>The ids of the trusted keys of the log that signed verified checkpoints.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    /// <summary>Verifies all at once.</summary>
    /// <param name="rows">All kept records in the order of their numbers.</param>
    public static AuditVerdict Verify(AuditTrust trust, AuditAnchor start, IEnumerable<SignedNote> checkpoints, IEnumerable<AuditRow> rows)
    {
        var verifier = new AuditVerifier(trust, start, checkpoints);
        foreach (var row in rows.TakeWhile(_ => verifier.Fault is null))
        {
            verifier.Add(row);
        }

        return verifier.End();
    }

    /// <summary>Verifies the next record; nothing after the first fault.</summary>
    public void Add(AuditRow row)
    {
        if (_fault is null)
        {
            _fault = Check(row);
            CheckSigned();
        }
    }

    /// <summary>The result once there are no more records.</summary>
    /// <param name="head">
    /// The number of the last record by the store's own count, before and after the records were read; null where not all were read. Who can delete records
    /// can change it as well, and may not have thought of it.
    /// </param>
    public AuditVerdict End((long Before, long After)? head = null)
    {
        if (_fault is null && _checkpoints.TryPeek(out var next))
        {
            _fault = CheckpointReader.Check(next.Note, next.Checkpoint, _trust) ?? AuditFaultTexts.TailMissing(_tree.Size + 1, next.Checkpoint.Size);
        }

        if (_fault is null && head is { } counted)
        {
            _fault = _tree.Size < counted.Before ? AuditFaultTexts.TailCut(_tree.Size + 1, counted.Before)
                : _tree.Size > counted.After ? AuditFaultTexts.TailAdded(counted.After + 1, _tree.Size)
                : null;
        }

        return new(_first, _fault is null ? _tree.Size : Math.Min(_tree.Size, _fault.From - 1), _proven, _fault);
    }

    private AuditFault? Check(AuditRow row)
    {
        var number = _tree.Size + 1;
        if (row.Sequence == _tree.Size && _first > 0)
        {
            return AuditFaultTexts.Duplicate(row.Sequence);
        }

        AuditRecord record;
        try
        {
            record = AuditCodec.Decode(row.Body.Span);
        }
        catch (AuditFormatException e)
        {
            return AuditFaultTexts.Unreadable(row.Sequence, e.Message);
        }

        if (record.Sequence != row.Sequence || row.Sequence < number)
        {
            return AuditFaultTexts.Misplaced(row.Sequence, record.Sequence);
        }

        if (row.Sequence > number)
        {
            return AuditFaultTexts.Missing(number, row.Sequence - 1, _last, record.RecordedAt);
        }

        var chain = HashChain.Next(_chain, row.Body.Span);
        if (!chain.ToBytes().AsSpan().SequenceEqual(row.Chain.Span))
        {
            return AuditFaultTexts.ChainBroken(number);
        }

        if (Latest() is { } latest && record.RecordedAt < latest)
        {
            return AuditFaultTexts.ClockSetBack(number, record.RecordedAt, latest);
        }

        if (row.Columns is { } columns && columns != AuditColumns.From(record))
        {
            return AuditFaultTexts.IndexDiffers(number);
        }

        (_chain, _last) = (chain, record.RecordedAt);
        From ??= record.RecordedAt;
        _first = _first == 0 ? number : _first;
        _tree.Add(MerkleHash.Leaf(row.Body.Span));
        return null;
    }

    /// <summary>Compares with the checkpoints of exactly this size.</summary>
    private void CheckSigned()
    {
        while (_fault is null && _checkpoints.TryPeek(out var next) && next.Checkpoint.Size == _tree.Size)
        {
            var checkpoint = next.Checkpoint;
            _checkpoints.Dequeue();
            _fault = CheckpointReader.Check(next.Note, checkpoint, _trust)
                ?? (checkpoint.Root != _tree.Root || checkpoint.ChainHead != _chain ? Rewritten(checkpoint)
                    : _last is { } last && checkpoint.At < last ? AuditFaultTexts.AfterCheckpoint(_tree.Size, last, checkpoint.At)
                    : _signed is { } signed && checkpoint.At < signed ? AuditFaultTexts.CheckpointSetBack(_tree.Size, checkpoint.At, signed)
                    : null);
            if (_fault is null)
            {
                Checkpoints += _signed is null || checkpoint.Size > _proven ? 1 : 0;
                _keys.UnionWith(_trust.Keys.Where(key => next.Note.IsSignedBy(key) == true).Select(key => key.Id));
                (_proven, _signed) = (checkpoint.Size, checkpoint.At);
            }
        }
    }

    /// <summary>Records after the last checkpoint that fits; before any kept record it is the start that does not fit.</summary>
    private AuditFault Rewritten(AuditCheckpoint checkpoint) => _first == 0
        ? AuditFaultTexts.UnprovenStart(checkpoint.Size)
        : AuditFaultTexts.NotAsSigned(_proven + 1, checkpoint.Size);

    private Instant? Latest() => _last is { } last && _signed is { } signed ? Instant.Later(last, signed) : _last ?? _signed;
}
