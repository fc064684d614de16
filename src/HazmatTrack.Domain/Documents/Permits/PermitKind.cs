using HazmatTrack.Domain.Documents.Fields;

namespace HazmatTrack.Domain.Documents.Permits;

/// <summary>The definition of permits; their own field is the list of provinces.</summary>
public static class PermitKind
{
    public const string Id = "permit";

    private static readonly ProvincesField s_provinces = new()
    {
        Name = "provinces",
        Label = new("适用省份", "Provinces"),
        Meaning = "Where it is valid: six-digit codes of GB/T 2260.",
    };

    public static readonly DocumentKind<Permit> Definition = new()
    {
        Id = Id,
        Path = "permits",
        Name = new("通行证", "Permit"),
        Description = new("允许车辆在一段时间内于某些省份运输危险货物。", "Lets a vehicle carry dangerous goods in some provinces for some time."),
        Source = "《危险化学品安全管理条例》第五十条",
        Binding = DocumentBinding.Vehicle,
        LooksBack = Permit.LongAgo,
        Own = [s_provinces.Of<Permit>(p => p.Provinces)],
        Create = (head, values) => new()
        {
            Number = head.Number,
            Vehicle = head.Vehicle,
            Provinces = values.Get(s_provinces),
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };
}
