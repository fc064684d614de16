using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;

namespace HazmatTrack.Testing.Documents.Zones;

/// <summary>A kind of document as somebody adds it: bound to an area.</summary>
public static class ZoneKind
{
    public const string Id = "sample-zone";

    private static readonly AreaField s_area = new() { Name = "area", Label = new("范围", "Area"), Meaning = "A GeoJSON Polygon on WGS-84." };

    private static readonly TextField s_reason = new() { Name = "reason", Label = new("原因", "Reason"), Meaning = "Why nobody may be there." };

    public static readonly DocumentKind<Zone> Definition = new()
    {
        Id = Id,
        Path = "sample-zones",
        Name = new("禁行区（示例）", "No-go zone (sample)"),
        Description = new("一段时间内车辆不得进入的区域。", "An area that no truck may be in for some time."),
        Binding = DocumentBinding.Area,
        Own = [s_area.Of<Zone>(z => z.Area), s_reason.Of<Zone>(z => z.Reason)],
        Create = (head, values) => new()
        {
            Number = head.Number,
            Area = values.Get(s_area),
            Reason = values.Get(s_reason),
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };
}
