using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents.Routes;

/// <summary>The definition of permitted routes; their own fields are the line and the corridor.</summary>
public static class RouteKind
{
    public const string Id = "route";

    private static readonly LineField s_line = new()
    {
        Name = "line",
        StoredName = "lineE6",
        Label = new("线路", "Line"),
        Meaning = "A GeoJSON LineString on WGS-84, or its coordinates alone: [longitude, latitude] in driving order.",
    };

    private static readonly LengthField s_corridor = new()
    {
        Name = "corridorM",
        Label = new("走廊宽度（单侧）", "Corridor, each side"),
        Meaning = "The width on each side of the line.",
        Expected = new("应为路线两侧各自的宽度，10 至 5000 米；通常为 200 至 500 米。", "Expected the width on each side of the line, 10 to 5000 metres; 200 to 500 is usual."),
        Least = Distance.FromMetres(10),
        Most = Distance.FromMetres(5000),
    };

    public static readonly DocumentKind<Route> Definition = new()
    {
        Id = Id,
        Path = "routes",
        Name = new("许可路线", "Permitted route"),
        Description = new("车辆在一段时间内应行驶的路线及其两侧走廊。", "The line that a vehicle must follow for some time, and a corridor either side of it."),
        Binding = DocumentBinding.Vehicle,
        LooksBack = Route.LooksBack,
        Own = [s_line.Of<Route>(r => r.Line), s_corridor.Of<Route>(r => r.Corridor)],
        Create = (head, values) => new()
        {
            Number = head.Number,
            Vehicle = head.Vehicle,
            Line = values.Get(s_line),
            Corridor = values.Get(s_corridor),
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };
}
