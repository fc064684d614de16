using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Access;

/// <summary>Whose data a caller may see: the union of what each of its parts allows. The default value sees nothing.</summary>
public readonly record struct AccessScope
{
    /// <summary>The operator whose vehicles are seen; null for none.</summary>
    public string? Operator { get; init; }

    /// <summary>The provinces in which the caller is an inspector.</summary>
    public ProvinceSet Inspects { get; init; }

    /// <summary>The provinces of whose authority the caller is an officer.</summary>
    public ProvinceSet Governs { get; init; }

    public bool IsEmpty => Operator is null && Inspects.Bits == 0 && Governs.Bits == 0;
}
