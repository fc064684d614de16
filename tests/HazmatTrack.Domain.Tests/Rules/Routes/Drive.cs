using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Routes;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Rules.Routes;

/// <summary>
/// A truck driven along a straight route due east on 31°N by saying, fix by fix, when it is and how many metres north of the line.
/// The route has a corridor of 300 m; with the uncertainty of 30 m a fix counts as outside beyond 330 m.
/// </summary>
internal sealed class Drive
{
    public static readonly RouteRule Rule = new(RuleParameters.DefaultsOf(RouteRuleDefinition.Definition));

    private TrackPoint? _previous;

    private readonly EpisodeStore _episodes = new();

    /// <summary>The open episode; null where none is.</summary>
    public Episode? State => Episodes.Find("route");

    public RuleEpisodes Episodes => new(_episodes, Rule.Id);

    public FindingSet Findings { get; } = new();

    public List<Route> Routes { get; init; } = [Route("R1", "00:00", "23:00")];

    public ProvinceCode Province { get; set; } = ProvinceCode.Jiangsu;

    public static Route Route(string number, string from, string to, double metresNorth = 0) => new()
    {
        Number = number,
        Vehicle = Some.Truck,
        Line = [North(metresNorth, 120_000_000), North(metresNorth, 120_500_000), North(metresNorth, 121_000_000)],
        Corridor = Distance.FromMetres(300),
        ValidFrom = Some.At(from),
        ValidTo = Some.At(to),
    };

    public static GeoPoint North(double metres, int longitudeE6 = 120_300_000) =>
        new(31_000_000 + (int)Math.Round(metres / Geodesy.MetresPerLatitudeE6), longitudeE6);

    public Drive Fix(string time, double metresNorth) => Fix(Some.At(time), metresNorth);

    /// <summary>Takes a fix for judged already: the state given is the one after it.</summary>
    public void Judged(Instant time, double metresNorth) => _previous = Some.Fix(time, North(metresNorth));

    public Drive Fix(Instant time, double metresNorth)
    {
        var fix = Some.Fix(time, North(metresNorth));
        var step = new RuleStep
        {
            Previous = _previous,
            Current = fix,
            Province = Province,
            Crossings = [],
            Documents = VehicleDocuments.From(Routes),
        };
        Rule.Judge(Episodes, step, Findings);
        _previous = fix;
        return this;
    }
}
