using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// The active findings within reach of the tail, and how they change when a stretch is evaluated again: a finding of the same rule and key
/// with the nearest onset is the same finding, so an alert keeps its identity when a late report moves its onset.
/// <code>
///   time ───────────┼───────────────────────┼────────────────────────┤
///                 base                   middle                 newest report
///                 AtBase: holds again    AtMiddle: becomes      LastEvaluated: the
///                 when the tail turns    AtBase when the        content last emitted
///                 out otherwise          base moves here
///   findings before the base that no report in the tail can change are released (LetGo)
///
///   Reconcile, after an evaluation from the base:   before   A          B           C
///                                                   now         A'      B                       D
///                                                            amended    unchanged   retracted   raised
/// </code>
/// </summary>
internal sealed class ActiveFindings
{
    private List<TrackedFinding>? _findings;

    // Retracted findings, each with the offset of the report that caused it, until the stores hold everything up to there.
    private List<(FindingIdentity Identity, long Cause)>? _retracted;

    // Identities of findings that were released after their onset had moved away from the first one, as long as another finding can still begin there: nothing
    // else knows that they are not free.
    private List<FindingIdentity>? _taken;

    public IReadOnlyList<TrackedFinding> Findings => _findings ?? (IReadOnlyList<TrackedFinding>)[];

    /// <summary>Identities of findings that were released and must not be reused.</summary>
    public IReadOnlyList<FindingIdentity> Taken => _taken ?? (IReadOnlyList<FindingIdentity>)[];

    public bool IsEmpty => _findings is null or { Count: 0 };

    /// <summary>Notes an identity as taken.</summary>
    public void Take(FindingIdentity identity)
    {
        if (_taken?.Contains(identity) != true)
        {
            (_taken ??= []).Add(identity);
        }
    }

    /// <summary>Sets the findings from a stored state.</summary>
    public void Restore(List<TrackedFinding> findings) => _findings = findings;

    /// <summary>Releases the findings of rules that do not run: they stay as stored.</summary>
    public void Keep(Func<Finding, bool> answeredFor) => _findings?.RemoveAll(f => !answeredFor(f.LastEvaluated));

    /// <summary>The active findings by all that was emitted, over the stored ones, which may not include the newest changes yet.</summary>
    public IEnumerable<ActiveFinding> Over(IReadOnlyList<ActiveFinding> stored) => Findings.Where(f => f.EmittedBy >= 0)
        .Select(f => new ActiveFinding(f.Identity, f.LastEvaluated))
        .Concat(stored.Where(s => _retracted?.Exists(r => r.Identity == s.Identity) != true))
        .DistinctBy(f => f.Identity);

    /// <summary>Takes note that the stores hold everything up to this offset.</summary>
    public void Stored(long flushedOffset)
    {
        for (var i = 0; i < _findings?.Count; i++)
        {
            if (_findings[i].EmittedBy <= flushedOffset)
            {
                _findings[i].EmittedBy = TrackPoint.UnknownOffset;
            }
        }

        if (_retracted is not null)
        {
            ForgetRetracted(flushedOffset);
        }
    }

    /// <summary>Takes a finding of a report that came in order: a new one is raised, a known one (same onset) is amended if it differs.</summary>
    public void Update(Finding finding, in TrackPoint by, List<FindingChange> changes) =>
        Update(finding, by.Time, ChangeCause.Report, by.Offset, by.Offset, changes);

    /// <summary>The same for a finding that the passing of time produced.</summary>
    /// <param name="evaluated">The finding, and its deadline.</param>
    /// <param name="newest">Offset of the newest report folded before.</param>
    /// <param name="changes">Takes the changes.</param>
    public void Update(in EvaluatedFinding evaluated, long newest, List<FindingChange> changes) =>
        Update(evaluated.Finding, evaluated.At, ChangeCause.Time, newest, TrackedFinding.EmittedByTime, changes);

    private void Update(Finding finding, Instant at, ChangeCause why, long cause, long emittedBy, List<FindingChange> changes)
    {
        _findings ??= [];
        foreach (var known in _findings)
        {
            if (known.LastEvaluated.Onset == finding.Onset && known.LastEvaluated.Rule == finding.Rule && known.LastEvaluated.Key == finding.Key)
            {
                known.LastEvaluatedAt = at;
                if (!FindingContent.Same(known.LastEvaluated, finding))
                {
                    known.LastEvaluated = finding;
                    known.EmittedBy = emittedBy;
                    changes.Add(new(FindingChangeKind.Amended, known.Identity, finding, why, cause));
                }

                return;
            }
        }

        var raised = new TrackedFinding(NewIdentity(finding), finding, at) { EmittedBy = emittedBy };
        Reinstate(raised.Identity);
        _findings.Add(raised);
        Sort();
        changes.Add(new(FindingChangeKind.Raised, raised.Identity, finding, why, cause));
    }

    /// <summary>
    /// Replaces the active findings of the whole stretch by those just evaluated, and emits the differences: retractions first, then
    /// the others in order of onset.
    /// </summary>
    /// <param name="now">All findings of the stretch.</param>
    /// <param name="core">The state after the stretch: findings of rules that do not run on it stay as they were.</param>
    /// <param name="why">Why it is evaluated again.</param>
    /// <param name="cause">Offset of the report that caused it; -1 where unknown.</param>
    public void Reconcile(IReadOnlyList<EvaluatedFinding> now, TrackState core, ChangeCause why, long cause, List<FindingChange> changes)
    {
        var before = _findings ?? [];
        var pairs = Pair(before, now);
        var kept = pairs.Values.Select(f => f.Identity).ToHashSet();
        _findings = [];
        foreach (var gone in before.Where(f => !pairs.ContainsValue(f)).ToList())
        {
            if (!core.AnswersFor(gone.LastEvaluated.Rule))
            {
                kept.Add(gone.Identity);
                _findings.Add(gone);
                continue;
            }

            changes.Add(new(FindingChangeKind.Retracted, gone.Identity, gone.LastEvaluated, why, cause));
            if (cause >= 0)
            {
                (_retracted ??= []).Add((gone.Identity, cause));
            }
        }

        for (var i = 0; i < now.Count; i++)
        {
            var evaluated = now[i];
            if (pairs.TryGetValue(i, out var left) && !core.AnswersFor(left.LastEvaluated.Rule))
            {
                _findings.Add(left);
                continue;
            }

            var emittedBy = cause;
            if (!pairs.TryGetValue(i, out var known))
            {
                known = new(NewIdentity(evaluated.Finding, kept), evaluated.Finding, evaluated.At);
                Reinstate(known.Identity);
                changes.Add(new(FindingChangeKind.Raised, known.Identity, evaluated.Finding, why, cause));
            }
            else if (!FindingContent.Same(known.LastEvaluated, evaluated.Finding))
            {
                changes.Add(new(FindingChangeKind.Amended, known.Identity, evaluated.Finding, why, cause));
            }
            else
            {
                emittedBy = known.EmittedBy;
            }

            _findings.Add(new(known.Identity, evaluated.Finding, evaluated.At) { EmittedBy = emittedBy, AtBase = evaluated.AtBase });
        }

        Sort();
    }

    /// <summary>Moves the base on: takes the content that holds there, and releases the findings that no report after it can change.</summary>
    public void MoveBase(IReadOnlyList<EvaluatedFinding> atBase, TrackState core, Instant baseTime)
    {
        if (_findings is null && _taken is null)
        {
            return;
        }

        foreach (var finding in _findings ?? [])
        {
            foreach (var evaluated in atBase)
            {
                if (evaluated.Finding.Onset == finding.LastEvaluated.Onset && evaluated.Finding.Rule == finding.LastEvaluated.Rule
                    && evaluated.Finding.Key == finding.LastEvaluated.Key)
                {
                    finding.AtBase = evaluated.Finding;
                }
            }
        }

        LetGo(core, baseTime);
    }

    /// <summary>Keeps the present content, for when the present state becomes the base.</summary>
    public void MarkMiddle()
    {
        foreach (var finding in Findings)
        {
            finding.AtMiddle = finding.LastEvaluated;
        }
    }

    /// <summary>Moves the base on to where <see cref="MarkMiddle"/> was called last.</summary>
    public void MoveBaseToMiddle(KeptState core, Instant baseTime)
    {
        if (_findings is null && _taken is null)
        {
            return;
        }

        foreach (var finding in _findings ?? [])
        {
            finding.AtBase = finding.AtMiddle ?? finding.AtBase;
            finding.AtMiddle = null;
        }

        LetGo(core.Unfold(), baseTime);
    }

    /// <summary>
    /// Releases findings last evaluated at or before the base by a rule that is idle there, except those that came up so late that an evaluation from there
    /// could not distinguish them from findings still to come. Those that stay count as last evaluated at the base, so that its exact time makes no difference.
    /// A crossing that is settled late can begin before the base, at the earliest with what is open there; up to then no identity is given twice.
    /// </summary>
    public void LetGo(TrackState core, Instant baseTime)
    {
        var since = core.OpenSince(baseTime);
        _taken?.RemoveAll(i => i.FirstOnset < since);
        _findings?.RemoveAll(f =>
        {
            var goes = f.LastEvaluatedAt <= baseTime && core.IsOver(f.LastEvaluated) && !core.IsStillToBeEvaluated(f.LastEvaluated);
            if (goes && f.Identity.FirstOnset >= since && f.Identity.FirstOnset != f.LastEvaluated.Onset)
            {
                (_taken ??= []).Add(f.Identity);
            }

            return goes;
        });
        foreach (var finding in Findings)
        {
            finding.LastEvaluatedAt = Instant.Later(finding.LastEvaluatedAt, baseTime);
        }
    }

    /// <summary>Drops retractions that the stores hold.</summary>
    private void ForgetRetracted(long flushedOffset)
    {
        if (_retracted!.RemoveAll(r => r.Cause <= flushedOffset) > 0 && _retracted.Count == 0)
        {
            _retracted = null;
        }
    }

    /// <summary>Drops the retraction of a finding that is raised again: the raise overtakes it.</summary>
    private void Reinstate(FindingIdentity identity) => _retracted?.RemoveAll(r => r.Identity == identity);

    private static Dictionary<int, TrackedFinding> Pair(List<TrackedFinding> before, IReadOnlyList<EvaluatedFinding> now)
    {
        var candidates = new List<(long Apart, int Now, TrackedFinding Before)>();
        for (var i = 0; i < now.Count; i++)
        {
            foreach (var known in before)
            {
                if (known.LastEvaluated.Rule == now[i].Finding.Rule && known.LastEvaluated.Key == now[i].Finding.Key)
                {
                    // What the base already has is identified by its content there.
                    var onset = (now[i].AtBase is null ? known.LastEvaluated : known.AtBase ?? known.LastEvaluated).Onset;
                    candidates.Add((Math.Abs((onset - now[i].Finding.Onset).Ticks), i, known));
                }
            }
        }

        var pairs = new Dictionary<int, TrackedFinding>();
        foreach (var (_, index, known) in candidates.OrderBy(c => c.Apart).ThenBy(c => now[c.Now].Finding.Onset.UnixMilliseconds)
            .ThenBy(c => c.Before.Identity.FirstOnset.UnixMilliseconds))
        {
            if (!pairs.ContainsKey(index) && !pairs.ContainsValue(known))
            {
                pairs.Add(index, known);
            }
        }

        return pairs;
    }

    /// <summary>The identity of a new finding: its onset, or the next free instant where a finding amended away from it still holds it.</summary>
    /// <param name="finding">The new finding.</param>
    /// <param name="kept">Identities that are taken besides those of <see cref="Findings"/>.</param>
    private FindingIdentity NewIdentity(Finding finding, HashSet<FindingIdentity>? kept = null)
    {
        var identity = new FindingIdentity(finding.Rule, finding.Key, finding.Onset);
        while (_findings!.Exists(f => f.Identity == identity) || kept?.Contains(identity) == true || _taken?.Contains(identity) == true)
        {
            identity = identity with { FirstOnset = new(identity.FirstOnset.UnixMilliseconds + 1) };
        }

        return identity;
    }

    private void Sort() => _findings!.Sort(static (a, b) =>
    {
        var c = a.LastEvaluated.Onset.CompareTo(b.LastEvaluated.Onset);
        c = c != 0 ? c : string.CompareOrdinal(a.LastEvaluated.Rule, b.LastEvaluated.Rule);
        c = c != 0 ? c : string.CompareOrdinal(a.LastEvaluated.Key, b.LastEvaluated.Key);
        return c != 0 ? c : a.Identity.FirstOnset.CompareTo(b.Identity.FirstOnset);
    });
}
