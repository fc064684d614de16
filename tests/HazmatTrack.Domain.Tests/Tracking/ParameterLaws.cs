using CsCheck;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tests.Rules.Samples;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>
/// What is active is a function of the set of reports and of the parameters of the program that has the vehicle last, however reports come in and whatever
/// programs with other parameters had it before, of every rule of the list.
/// </summary>
public sealed class ParameterLaws
{
    [Fact]
    public void However_reports_come_and_parameters_are_changed_the_alerts_end_as_by_one_look_with_the_last_of_them() =>
        Gen.Int[0, 10_000_000].Sample(seed => new Case(seed).Run(), iter: 400);

    [Fact]
    public void A_packed_state_keeps_the_parameters_that_judged_what_is_active()
    {
        foreach (var finding in Enumerable.Range(0, 20).SelectMany(Case.Packed))
        {
            Assert.NotNull(finding.Parameters);
            Assert.NotEmpty(finding.Parameters.Values);
        }
    }

    /// <summary>One vehicle with its history, its notes and the record of parameters, in the order that a seed gives.</summary>
    private sealed class Case(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly AlertBook _book = new();
        private readonly SortedDictionary<long, PositionReport> _history = [];
        private readonly List<TrackCheckpoint> _checkpoints = [];
        private readonly Dictionary<string, List<ParameterVersion>> _versions = [];
        private List<(string Rule, string Text)> _judgedBy = [];
        private RuleContext _context = Journey.Context;
        private VehicleTracker _tracker = VehicleTracker.New(Some.Truck);
        private JudgeAgain? _note;

        /// <summary>What is active in a state after its journey and its packing, of rules with parameters.</summary>
        public static IEnumerable<Finding> Packed(int seed)
        {
            var one = new Case(seed);
            one.Begin();
            var tracker = VehicleTracker.New(Some.Truck);
            foreach (var point in Tracks.WithSilences(Tracks.Random(seed), one._random))
            {
                tracker.Apply(point, one._context, []);
            }

            return VehicleTracker.Decode(Some.Truck, tracker.Encode()).Findings.Select(f => f.Finding).Where(f => f.Rule is "off-route" or SilenceRule.RuleId);
        }

        public void Run()
        {
            var points = Tracks.WithSilences(Tracks.Random(seed), _random);

            // No limit of silence is longer, so that the last deadline has passed by any parameters.
            var end = points.Max(p => p.Time.UnixMilliseconds) is var newest ? new Instant(newest) + TimeSpan.FromMinutes(60 + _random.Next(30)) : default;
            Begin();
            var arrivals = Tracks.Arrivals(points, _random);
            for (var i = 0; i < arrivals.Count;)
            {
                Sometimes(15, Restart);
                Sometimes(10, TakeParameters);
                Sometimes(6, WorkOff);
                Sometimes(25, TakeOver);
                var batch = arrivals.Skip(i).Take(_random.Next(1, 12)).Select((p, k) => p with { Offset = i + k }).ToList();
                i += batch.Count;
                Judge(batch);
                Sometimes(4, () => Tick(Instant.Earlier(end, _tracker.Newest!.Value.Time + TimeSpan.FromSeconds(_random.Next(-300, 1800)))));
            }

            Sometimes(2, Restart);
            TakeParameters();
            WorkOff();
            Tick(end);
            AlertBook.AssertSame(AtOneLook(points, end), _book, $"Seed {seed}:");
        }

        private void Begin()
        {
            Route[] routes = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(n => NewRoute($"R{n}"))];
            _context = Journey.Context with { Documents = VehicleDocuments.From(routes) };
            Change();
        }

        private Route NewRoute(string number)
        {
            var centre = _random.Next(2) == 0 ? Squares.Corner : Squares.NorthernCorner;
            return new()
            {
                Number = number,
                Vehicle = Some.Truck,
                Line = [.. Enumerable.Range(0, 4).Select(_ => Squares.Off(centre, _random.Next(-6000, 6000), _random.Next(-6000, 6000)))],
                Corridor = Distance.FromMetres(_random.Next(300, 3000)),
                ValidFrom = Journey.Start - TimeSpan.FromHours(1),
                ValidTo = Journey.Start + TimeSpan.FromMinutes(_random.Next(60, 3000)),
            };
        }

        private void Sometimes(int oneIn, Action act)
        {
            if (_random.Next(oneIn) == 0)
            {
                act();
            }
        }

        /// <summary>A program with other parameters takes the vehicle over, from hot state or from history. Nothing is noted yet but by what it
        /// judges.</summary>
        private void Restart()
        {
            Change();
            if (_random.Next(2) == 0)
            {
                _tracker = VehicleTracker.Decode(Some.Truck, _tracker.Encode());
            }
            else
            {
                TakeOver();
            }
        }

        private void Change()
        {
            var rule = _random.Next(2) == 0 ? "off-route" : SilenceRule.RuleId;
            var versions = _versions.TryGetValue(rule, out var known) ? known : _versions[rule] = [];
            switch (_random.Next(4))
            {
                case 0 when versions.Count > 0:
                    versions.RemoveAt(_random.Next(versions.Count));
                    break;
                case 1 when versions.Count > 0:
                    var at = _random.Next(versions.Count);
                    versions[at] = versions[at] with { Values = ValuesOf(rule) };
                    break;
                default:
                    versions.Add(NewVersion(rule));
                    break;
            }

            _context = _context with { Rules = SampleRules.All.With(id => _versions.GetValueOrDefault(id) ?? []) };
            _judgedBy = [.. _judgedBy.Union(_context.Rules.Parameters.Select(p => (p.Rule, p.Text)))];
        }

        private ParameterVersion NewVersion(string rule)
        {
            var from = Journey.Start + TimeSpan.FromMinutes(_random.Next(-60, 400));
            return new()
            {
                From = _random.Next(4) == 0 ? new(long.MinValue) : from,
                To = _random.Next(3) == 0 ? from + TimeSpan.FromMinutes(_random.Next(1, 200)) : new(long.MaxValue),
                Province = _random.Next(3) switch { 0 => ProvinceCode.Shanghai, 1 => ProvinceCode.Jiangsu, _ => default },
                Values = ValuesOf(rule),
            };
        }

        private Dictionary<string, double> ValuesOf(string rule)
        {
            (string, double)[] all = rule == "off-route"
                ? [("UncertaintyMetres", _random.Next(0, 600)), ("ConfirmFixes", _random.Next(1, 6)), ("ConfirmSeconds", _random.Next(0, 300)),
                    ("ReturnFixes", _random.Next(1, 5))]
                : [("ReportSeconds", _random.Next(30, 900)), ("FixSeconds", _random.Next(30, 1200)), ("DrivingKmh", _random.Next(1, 60))];
            return all.Where(_ => _random.Next(2) == 0).DefaultIfEmpty(all[0]).ToDictionary(v => v.Item1, v => v.Item2);
        }

        private void Judge(List<TrackPoint> batch)
        {
            _tracker.Settle(batch[0].Offset - 1, _context);
            var tailBase = _tracker.BaseTime;
            if (tailBase is { } at && _note is null && _random.Next(4) == 0 && _checkpoints.TrueForAll(c => c.At < at))
            {
                _checkpoints.Add(new(at, _tracker.EncodeBase()));
            }

            var changes = new List<FindingChange>();
            Instant? earliest = null;
            foreach (var point in batch)
            {
                _tracker.Take(point, _context, changes);
                earliest = Tracks.Store(_history, point.Report) ? Instant.Earlier(point.Time, earliest ?? point.Time) : earliest;
            }

            _tracker.JudgeInserted(_context, changes);
            _book.Take(changes);
            if (earliest is { } changed)
            {
                _checkpoints.RemoveAll(c => c.At >= changed);
                _note = changed <= tailBase ? new JudgeAgain(changed, ChangeCause.LateReport).With(_note) : _note;
            }

            _note = _tracker.TakeJudgeFrom() is { } from ? from.With(_note) : _note;
            if (_note is { } note)
            {
                _checkpoints.RemoveAll(c => c.At >= note.From);
            }
        }

        private void Tick(Instant now)
        {
            var changes = new List<FindingChange>();
            _tracker.Tick(now, _history.Count, _context, changes);
            _book.Take(changes);
        }

        /// <summary>As the owner of the partition does: what is recorded is compared, and forgotten with the note.</summary>
        private void TakeParameters()
        {
            foreach (var (rule, text) in _judgedBy)
            {
                foreach (var change in _context.Rules.DifferencesTo(ParameterRecordText.TryRead(rule, text)!))
                {
                    if (_history.Count > 0 && change.From <= new Instant(_history.Keys.Last()))
                    {
                        _checkpoints.RemoveAll(c => c.At >= change.From);
                        _note = new JudgeAgain(Instant.Later(change.From, new(0)), ChangeCause.RuleVersion).With(_note);
                    }
                }
            }

            _judgedBy = [.. _context.Rules.Parameters.Select(p => (p.Rule, p.Text))];
        }

        private void WorkOff()
        {
            if (_note is not { } note)
            {
                return;
            }

            var (checkpoint, stored, standing) = Newest(note.From);
            var changes = new List<FindingChange>();
            _checkpoints.AddRange(_tracker.Rejudge(checkpoint, stored, standing, _context, note.Cause, changes));
            _book.Take(changes);
            _note = null;
        }

        /// <summary>Another silo takes the vehicle over, and has only what is stored.</summary>
        private void TakeOver()
        {
            if (_history.Count == 0)
            {
                return;
            }

            var (checkpoint, stored, standing) = Newest(null);
            var changes = new List<FindingChange>();
            _tracker = VehicleTracker.Rebuild(Some.Truck, checkpoint, stored, standing, _context, changes);
            _book.Take(changes);
        }

        private (TrackCheckpoint? From, List<PositionReport> Stored, List<ActiveFinding> Standing) Newest(Instant? before)
        {
            var from = _checkpoints.Where(c => before is not { } b || c.At < b).MaxBy(c => c.At.UnixMilliseconds);
            var since = from is null ? new(0) : VehicleTracker.StandingSince(from, _context.Rules);
            return (from, [.. _history.Values.Where(r => from is null || r.Time > from.At)],
                [.. _book.Standing.Where(s => s.Finding.Onset >= since || s.Identity.FirstOnset >= since)]);
        }

        private AlertBook AtOneLook(List<TrackPoint> points, Instant end)
        {
            var (whole, book) = (new SortedDictionary<long, PositionReport>(), new AlertBook());
            points.ForEach(p => Tracks.Store(whole, p.Report));
            var changes = new List<FindingChange>();
            var tracker = VehicleTracker.New(Some.Truck);
            foreach (var (i, report) in whole.Values.Index())
            {
                tracker.Apply(new(report, i), _context, changes);
            }

            tracker.Tick(end, 0, _context, changes);
            Assert.All(
                changes.Where(c => c.Identity.Rule is "off-route" or SilenceRule.RuleId),
                c => Assert.Contains(c.Finding.Parameters!.Version, _context.Rules.Parameters.Single(p => p.Rule == c.Identity.Rule) is var p
                    ? p.Versions.Select(v => p.Applied(v).Version) : []));
            book.Take(changes);
            return book;
        }
    }
}
