namespace HazmatTrack.Domain.Provinces;

/// <summary>Some of the 31 provinces of the mainland, one bit each in the order of GB/T 2260. The bits are stored and must never move.</summary>
/// <param name="Bits">Bit 0 is 110000 (北京), bit 30 is 650000 (新疆).</param>
public readonly record struct ProvinceSet(int Bits)
{
    private static readonly int[] s_numbers =
    [
        110000, 120000, 130000, 140000, 150000, 210000, 220000, 230000, 310000, 320000, 330000, 340000, 350000, 360000, 370000, 410000,
        420000, 430000, 440000, 450000, 460000, 500000, 510000, 520000, 530000, 540000, 610000, 620000, 630000, 640000, 650000,
    ];

    /// <summary>This set with another province. A code that is none of the 31 leaves it as it is.</summary>
    public ProvinceSet With(ProvinceCode province) => Array.BinarySearch(s_numbers, province.Number) is >= 0 and var bit ? new(Bits | (1 << bit)) : this;

    public bool Contains(ProvinceCode province) => Array.BinarySearch(s_numbers, province.Number) is >= 0 and var bit && (Bits & (1 << bit)) != 0;

    /// <summary>The provinces in order of their codes.</summary>
    public IEnumerable<ProvinceCode> Provinces()
    {
        for (var bit = 0; bit < s_numbers.Length; bit++)
        {
            if ((Bits & (1 << bit)) != 0)
            {
                yield return new(s_numbers[bit]);
            }
        }
    }
}
