using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.TwoVehicles;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// Which rules run on a state. A rule runs where the state knows all that the rule has open; elsewhere its record is carried on unread, and the
/// vehicle has to be evaluated again from where the rule stopped.
/// </summary>
internal sealed partial class TrackState
{
    private RuleSet? _boundTo;
    private RuleSet _running = RuleSet.Empty;
    private RuleRecord[] _records = [];

    /// <summary>The rules that run.</summary>
    public RuleSet Running => _running;

    /// <summary>The records of rules that do not run.</summary>
    public ReadOnlySpan<RuleRecord> Records => _records;

    /// <summary>The open episodes of rules that evaluate reports; they belong to the vehicle, whichever track its fixes belong to.</summary>
    public EpisodeStore Episodes { get; } = new();

    /// <summary>Sets the records of the rules from a stored state; which of them run is decided by <see cref="Bind"/>.</summary>
    public void Restore(RuleRecord[] records) => (_records, _boundTo, _running) = (records, null, RuleSet.Empty);

    /// <summary>Whether this state is responsible for a rule: the active findings of any other rule are left as they are.</summary>
    public bool AnswersFor(string rule) => rule == TwoVehiclesEpisode.RuleId || _running.Find(rule) is not null;

    /// <summary>Decides which of the program's rules run.</summary>
    public void Bind(RuleSet rules)
    {
        if (ReferenceEquals(_boundTo, rules))
        {
            return;
        }

        if (_boundTo is not null)
        {
            _records = RuleStates.Pack(this);
            Episodes.Clear();
            Main.Episodes.Clear();
            Second?.Episodes.Clear();
        }

        _boundTo = rules;
        if (Reports == 0)
        {
            (_running, _records) = (rules, []);
            return;
        }

        _running = rules.Only(CanRun);
        foreach (var record in _records)
        {
            if (_running.Find(record.Id) is { } rule && record.AsOf is null)
            {
                RuleStates.Unpack(record, rule, this);
            }
        }

        _records = [.. _records.Where(record => _running.Find(record.Id) is null).Select(record => record with { AsOf = record.AsOf ?? Reached })];
    }

    /// <summary>Stops the rules that are not in a given set: a tail is evaluated by the same rules as the state it begins from.</summary>
    public void Limit(RuleSet rules)
    {
        var fewer = _boundTo!.Only(rule => _running.Find(rule.Id) is not null && rules.Find(rule.Id) is not null);
        if (fewer != _running)
        {
            // Before the first report there is no time up to which a rule has evaluated: the rule is unknown to the state.
            _records = Reached is null ? []
                : [.. RuleStates.Pack(this).Where(r => fewer.Find(r.Id) is null).Select(r => r with { AsOf = r.AsOf ?? Reached })];
            foreach (var rule in _running.Where(rule => fewer.Find(rule.Id) is null))
            {
                CloseEpisodes(rule);
            }

            _running = fewer;
        }
    }

    /// <summary>
    /// The time from which on the vehicle has to be evaluated again for rules that this state cannot run, though the program has them; null for none. Valid
    /// after <see cref="Bind"/> only.
    /// </summary>
    public Instant? BehindSince()
    {
        Instant? since = null;
        for (var i = 0; _boundTo is not null && _running.Count < _boundTo.Count && i < _boundTo.Count; i++)
        {
            var rule = _boundTo[i];
            var record = RecordOf(rule.Id);
            if (_running.Find(rule.Id) is null && record?.FailedVersion != rule.Version)
            {
                var from = Instant.Later(record?.AsOf ?? default, rule.EffectiveFrom ?? default);
                since = Instant.Earlier(from, since ?? from);
            }
        }

        return since;
    }

    /// <summary>Stops a rule that threw, until another version of it comes: its findings stay as they are.</summary>
    /// <param name="rule">The rule that threw.</param>
    /// <param name="cause">The exception.</param>
    public void Fail(IRule rule, Exception cause)
    {
        CloseEpisodes(rule);
        _running = _boundTo!.Only(r => r != rule && _running.Find(r.Id) is not null);
        _records = [.. _records, new(rule.Id, rule.StateVersion, LastGood(), default, rule.Version, $"{cause.GetType().Name}: {cause.Message}")];

        // The report that it failed at must be evaluated again, so the instant before it is the last one known to be right.
        Instant LastGood() => new((Reached?.UnixMilliseconds ?? 0) - 1);
    }

    private void CloseEpisodes(IRule rule)
    {
        Episodes.RemoveAll(rule.Id);
        Main.Episodes.RemoveAll(rule.Id);
        Second?.Episodes.RemoveAll(rule.Id);
    }

    private bool CanRun(IRule rule) => RecordOf(rule.Id) switch
    {
        { AsOf: null } held => held.Episodes.IsEmpty || RuleStates.CanRead(rule, held.StateVersion),
        { FailedVersion: not null } => false,
        _ => rule.EffectiveFrom > Reached,
    };

    private RuleRecord? RecordOf(string rule) => Array.Find(_records, record => record.Id == rule);

    private void Observe(in TrackPoint point, RuleContext context, FindingSet findings)
    {
        var shown = Shown;
        var report = new Observation
        {
            Report = point,
            PreviousTime = Reached,
            LastFix = shown.Drift.Last,
            Province = shown.Crossing.Province,
            Documents = context.Documents,
        };
        foreach (var rule in _running.OfReports)
        {
            if (IsAsked(rule))
            {
                Observe(rule, Episodes, report, findings);
            }
        }
    }
}
