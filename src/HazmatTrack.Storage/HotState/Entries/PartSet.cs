namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>A set of parts of hot state.</summary>
/// <param name="Bits">One bit for each part in the set.</param>
public readonly record struct PartSet(uint Bits)
{
    public static readonly PartSet None;

    public static readonly PartSet All = new((1u << HotParts.Count) - 1);

    public bool IsEmpty => Bits == 0;

    public bool IsAll => this == All;

    public static PartSet Only(int part) => new(1u << part);

    public bool Contains(int part) => (Bits & (1u << part)) != 0;

    public bool Contains(PartSet others) => (others.Bits & ~Bits) == 0;

    public PartSet With(int part) => new(Bits | (1u << part));

    public PartSet Except(PartSet others) => new(Bits & ~others.Bits);
}
