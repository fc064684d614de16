using System.Globalization;

namespace HazmatTrack.Domain.Provinces;

/// <summary>A province by its six-digit code of GB/T 2260, such as 310000; the default value is "no known province".</summary>
public readonly record struct ProvinceCode(int Number) : IComparable<ProvinceCode>
{
    public static readonly ProvinceCode None;
    public static readonly ProvinceCode Shanghai = new(310000);
    public static readonly ProvinceCode Jiangsu = new(320000);
    public static readonly ProvinceCode Zhejiang = new(330000);
    public static readonly ProvinceCode Anhui = new(340000);
    public static readonly ProvinceCode Fujian = new(350000);
    public static readonly ProvinceCode Jiangxi = new(360000);
    public static readonly ProvinceCode Shandong = new(370000);
    public static readonly ProvinceCode Henan = new(410000);
    public static readonly ProvinceCode Hubei = new(420000);

    public bool IsKnown => Number != 0;

    /// <summary>Whether this is one of the four provinces of the Yangtze River Delta that share control.</summary>
    public bool IsInDelta => Number is 310000 or 320000 or 330000 or 340000;

    /// <summary>Reads six digits; false for what is none of the 34 codes of the standard, such as a prefecture's or a misspelt one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ProvinceCode code)
    {
        code = None;
        if (text.Length != 6 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !IsCode(number))
        {
            return false;
        }

        code = new(number);
        return true;
    }

    public int CompareTo(ProvinceCode other) => Number.CompareTo(other.Number);

    /// <summary>GB/T 2260: by region north, north-east, east, south, south-west, north-west, and then Taiwan, Hong Kong and Macao.</summary>
    private static bool IsCode(int number) => number % 10000 == 0 && number / 10000 is
        (>= 11 and <= 15) or (>= 21 and <= 23) or (>= 31 and <= 37) or (>= 41 and <= 46) or (>= 50 and <= 54) or (>= 61 and <= 65) or 71 or 81 or 82;

    /// <summary>The six digits; empty for no known province.</summary>
    public override string ToString() => IsKnown ? Number.ToString("D6", CultureInfo.InvariantCulture) : "";
}
