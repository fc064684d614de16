using CsCheck;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>
/// What stands is a function of the set of reports and of the newest version of every document, however reports come in and documents are filed, corrected
/// and withdrawn in between, before and after.
/// </summary>
public sealed class DocumentLaws
{
    [Fact]
    public void However_reports_come_and_documents_are_filed_the_alerts_end_as_by_one_look_at_all_of_them() =>
        Gen.Int[0, 10_000_000].Sample(seed => new Case(seed).Run(), iter: 400);

    /// <summary>One vehicle with its history, its notes and the registry, in the order that a seed gives.</summary>
    private sealed class Case(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly AlertBook _book = new();
        private readonly SortedDictionary<long, PositionReport> _history = [];
        private readonly List<TrackCheckpoint> _checkpoints = [];
        private readonly Dictionary<string, IDocument> _registry = [];
        private readonly List<(IDocument? Before, IDocument After)> _notTaken = [];
        private RuleContext _context = Journey.Context;
        private VehicleTracker _tracker = VehicleTracker.New(Some.Truck);
        private JudgeAgain? _note;

        public void Run()
        {
            var points = Tracks.Random(seed);
            var arrivals = Tracks.Arrivals(points, _random);
            for (var i = 0; i < arrivals.Count;)
            {
                Sometimes(20, File);
                Sometimes(10, TakeFilings);
                Sometimes(6, WorkOff);
                Sometimes(25, () => _tracker = VehicleTracker.Decode(Some.Truck, _tracker.Encode()));
                Sometimes(25, TakeOver);
                var batch = arrivals.Skip(i).Take(_random.Next(1, 12)).Select((p, k) => p with { Offset = i + k }).ToList();
                i += batch.Count;
                Judge(batch);
            }

            Sometimes(2, File);
            TakeFilings();
            WorkOff();
            AlertBook.AssertSame(AtOneLook(points), _book, $"Seed {seed}:");
        }

        private static Dictionary<string, IDocument> With(Dictionary<string, IDocument> registry, IDocument document)
        {
            registry[document.Number] = document;
            return registry;
        }

        private void Sometimes(int oneIn, Action act)
        {
            if (_random.Next(oneIn) == 0)
            {
                act();
            }
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
        }

        /// <summary>The registry has it, and judging goes by it, before anything is noted.</summary>
        private void File()
        {
            var (number, isPermit) = (_random.Next(3), _random.Next(2) == 0);
            var name = $"{(isPermit ? 'P' : 'R')}{number}";
            var before = _registry.GetValueOrDefault(name);
            var begin = Journey.Start + TimeSpan.FromMinutes(_random.Next(4) == 0 ? _random.Next(-3000, 0) : _random.Next(0, 400) - 100);
            IDocument after = (before, _random.Next(4)) switch
            {
                (Permit p, 0) => p with { WithdrawnAt = About(begin) },
                (Permit p, 1) => p with { ValidTo = begin + TimeSpan.FromHours(3), WithdrawnAt = null },
                (Route r, 0) => r with { WithdrawnAt = About(begin) },
                (Route r, 1) => r with { ValidTo = begin + TimeSpan.FromHours(3), WithdrawnAt = null },
                _ => isPermit ? NewPermit(name, begin) : NewRoute(name, begin),
            };
            _notTaken.Add((before, after));
            var all = With(_registry, after).Values;
            _context = Journey.Context with
            {
                Documents = VehicleDocuments.From(all),
            };
        }

        private Permit NewPermit(string number, Instant begin) => new()
        {
            Number = number,
            Vehicle = Some.Truck,
            Provinces = [.. Few(ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang)],
            ValidFrom = begin,
            ValidTo = begin + TimeSpan.FromMinutes(_random.Next(5, 3000)),
        };

        private Route NewRoute(string number, Instant begin)
        {
            var centre = _random.Next(2) == 0 ? Squares.Corner : Squares.NorthernCorner;
            return new()
            {
                Number = number,
                Vehicle = Some.Truck,
                Line = [.. Enumerable.Range(0, 4).Select(_ => Squares.Off(centre, _random.Next(-6000, 6000), _random.Next(-6000, 6000)))],
                Corridor = Distance.FromMetres(_random.Next(300, 3000)),
                ValidFrom = begin,
                ValidTo = begin + TimeSpan.FromMinutes(_random.Next(5, 3000)),
            };
        }

        private Instant About(Instant about) => about + TimeSpan.FromMinutes(_random.Next(-60, 60));

        private IEnumerable<ProvinceCode> Few(params ProvinceCode[] provinces) => provinces.Where(_ => _random.Next(2) == 0).DefaultIfEmpty(provinces[0]);

        private void TakeFilings()
        {
            foreach (var from in _notTaken.SelectMany(f => DocumentReach.Touched(f.Before, f.After)).Select(t => t.From))
            {
                if (_history.Count > 0 && from <= new Instant(_history.Keys.Last()))
                {
                    _checkpoints.RemoveAll(c => c.At >= from);
                    _note = new JudgeAgain(from, ChangeCause.Document).With(_note);
                }
            }

            _notTaken.Clear();
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
            var since = from is null ? new(0) : VehicleTracker.StandingSince(from, RuleList.All);
            return (from, [.. _history.Values.Where(r => from is null || r.Time > from.At)],
                [.. _book.Standing.Where(s => s.Finding.Onset >= since || s.Identity.FirstOnset >= since)]);
        }

        private AlertBook AtOneLook(List<TrackPoint> points)
        {
            var (whole, book) = (new SortedDictionary<long, PositionReport>(), new AlertBook());
            points.ForEach(p => Tracks.Store(whole, p.Report));
            var changes = new List<FindingChange>();
            var tracker = VehicleTracker.New(Some.Truck);
            foreach (var (i, report) in whole.Values.Index())
            {
                tracker.Apply(new(report, i), _context, changes);
            }

            book.Take(changes);
            return book;
        }
    }
}
