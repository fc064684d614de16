using CsCheck;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Testing.Rules;

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
    private sealed class Case(int seed) : OwnedVehicle(seed)
    {
        private readonly Dictionary<string, List<ParameterVersion>> _versions = [];
        private List<(string Rule, string Text)> _judgedBy = [];

        /// <summary>What is active in a state after its journey and its packing, of rules with parameters.</summary>
        public static IEnumerable<Finding> Packed(int seed)
        {
            var one = new Case(seed);
            one.Begin();
            var tracker = VehicleTracker.New(Some.Truck);
            foreach (var point in Tracks.WithSilences(Tracks.Random(seed), one.Random))
            {
                tracker.Apply(point, one.Context, []);
            }

            return VehicleTracker.Decode(Some.Truck, tracker.Encode()).Findings.Select(f => f.Finding).Where(f => f.Rule is "off-route" or SilenceRule.RuleId);
        }

        public void Run()
        {
            var points = Tracks.WithSilences(Tracks.Random(Seed), Random);

            // No limit of silence is longer, so that the last deadline has passed by any parameters.
            var end = points.Max(p => p.Time.UnixMilliseconds) is var newest ? new Instant(newest) + TimeSpan.FromMinutes(60 + Random.Next(30)) : default;
            Begin();
            var arrivals = Tracks.Arrivals(points, Random);
            for (var i = 0; i < arrivals.Count;)
            {
                Sometimes(15, Restart);
                Sometimes(10, TakeParameters);
                Sometimes(6, WorkOff);
                Sometimes(25, TakeOver);
                var batch = arrivals.Skip(i).Take(Random.Next(1, 12)).Select((p, k) => p with { Offset = i + k }).ToList();
                i += batch.Count;
                Judge(batch);
                Sometimes(4, () => Tick(Instant.Earlier(end, Tracker.Newest!.Value.Time + TimeSpan.FromSeconds(Random.Next(-300, 1800)))));
            }

            Sometimes(2, Restart);
            TakeParameters();
            WorkOff();
            Tick(end);
            var whole = AtOneLook(points, end);
            AssertNamesItsParameters(whole);
            AlertBook.AssertSame(whole, Book, $"Seed {Seed}:");
        }

        private void Begin()
        {
            Route[] routes = [.. Enumerable.Range(0, Random.Next(1, 3)).Select(n => NewRoute($"R{n}"))];
            Context = Journey.Context with { Documents = VehicleDocuments.From(routes) };
            Change();
        }

        private Route NewRoute(string number)
        {
            var centre = Random.Next(2) == 0 ? Squares.Corner : Squares.NorthernCorner;
            return new()
            {
                Number = number,
                Vehicle = Some.Truck,
                Line = [.. Enumerable.Range(0, 4).Select(_ => Squares.Off(centre, Random.Next(-6000, 6000), Random.Next(-6000, 6000)))],
                Corridor = Distance.FromMetres(Random.Next(300, 3000)),
                ValidFrom = Journey.Start - TimeSpan.FromHours(1),
                ValidTo = Journey.Start + TimeSpan.FromMinutes(Random.Next(60, 3000)),
            };
        }

        /// <summary>A program with other parameters takes the vehicle over, from hot state or from history. Nothing is noted yet but by what it
        /// judges.</summary>
        private void Restart()
        {
            Change();
            if (Random.Next(2) == 0)
            {
                Tracker = VehicleTracker.Decode(Some.Truck, Tracker.Encode());
            }
            else
            {
                TakeOver();
            }
        }

        private void Change()
        {
            var rule = Random.Next(2) == 0 ? "off-route" : SilenceRule.RuleId;
            var versions = _versions.TryGetValue(rule, out var known) ? known : _versions[rule] = [];
            switch (Random.Next(4))
            {
                case 0 when versions.Count > 0:
                    versions.RemoveAt(Random.Next(versions.Count));
                    break;
                case 1 when versions.Count > 0:
                    var at = Random.Next(versions.Count);
                    versions[at] = versions[at] with { Values = ValuesOf(rule) };
                    break;
                default:
                    versions.Add(NewVersion(rule));
                    break;
            }

            Context = Context with { Rules = SampleRules.All.With(id => _versions.GetValueOrDefault(id) ?? []) };
            _judgedBy = [.. _judgedBy.Union(Context.Rules.Parameters.Select(p => (p.Rule, p.Text)))];
        }

        private ParameterVersion NewVersion(string rule)
        {
            var from = Journey.Start + TimeSpan.FromMinutes(Random.Next(-60, 400));
            return new()
            {
                From = Random.Next(4) == 0 ? new(long.MinValue) : from,
                To = Random.Next(3) == 0 ? from + TimeSpan.FromMinutes(Random.Next(1, 200)) : new(long.MaxValue),
                Province = Random.Next(3) switch { 0 => ProvinceCode.Shanghai, 1 => ProvinceCode.Jiangsu, _ => default },
                Values = ValuesOf(rule),
            };
        }

        private Dictionary<string, double> ValuesOf(string rule)
        {
            (string, double)[] all = rule == "off-route"
                ? [("UncertaintyMetres", Random.Next(0, 600)), ("ConfirmFixes", Random.Next(1, 6)), ("ConfirmSeconds", Random.Next(0, 300)),
                    ("ReturnFixes", Random.Next(1, 5))]
                : [("ReportSeconds", Random.Next(30, 900)), ("FixSeconds", Random.Next(30, 1200)), ("DrivingKmh", Random.Next(1, 60))];
            return all.Where(_ => Random.Next(2) == 0).DefaultIfEmpty(all[0]).ToDictionary(v => v.Item1, v => v.Item2);
        }

        private void Tick(Instant now)
        {
            var changes = new List<FindingChange>();
            Tracker.Tick(now, History.Count, Context, changes);
            Book.Take(changes);
        }

        /// <summary>As the owner of the partition does: what is recorded is compared, and forgotten with the note.</summary>
        private void TakeParameters()
        {
            foreach (var (rule, text) in _judgedBy)
            {
                foreach (var change in Context.Rules.DifferencesTo(ParameterRecordText.TryRead(rule, text)!))
                {
                    NoteFrom(change.From, ChangeCause.RuleVersion);
                }
            }

            _judgedBy = [.. Context.Rules.Parameters.Select(p => (p.Rule, p.Text))];
        }

        /// <summary>Every finding names the parameters that were in force for it.</summary>
        private void AssertNamesItsParameters(AlertBook book) => Assert.All(
            book.Contents.Where(f => f.Rule is "off-route" or SilenceRule.RuleId),
            f => Assert.Contains(f.Parameters!.Version, Context.Rules.Parameters.Single(p => p.Rule == f.Rule) is var p
                ? p.Versions.Select(v => p.Applied(v).Version) : []));
    }
}
