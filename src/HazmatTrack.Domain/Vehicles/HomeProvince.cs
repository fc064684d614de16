using System.Collections.Frozen;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Vehicles;

/// <summary>The province a vehicle is registered in (车籍地), by the first character of its plate: GA 36-2018, with the codes of GB/T 2260.</summary>
public static class HomeProvince
{
    private static readonly FrozenDictionary<ProvinceCode, string> s_plates =
        LicencePlate.Provinces.ToFrozenDictionary(c => FromPlate([c]), c => new string(c, 1));

    /// <summary>With which character the plates of a province begin, such as 沪, for searches by text; null where no plate is of the province.</summary>
    public static string? PlateStart(ProvinceCode province) => s_plates.GetValueOrDefault(province);

    /// <summary>The province of a plate, or of a vehicle's key, which begins with it; none for an embassy's and for what is no plate.</summary>
    public static ProvinceCode FromPlate(ReadOnlySpan<char> plate) => plate.IsEmpty ? ProvinceCode.None : plate[0] switch
    {
        '京' => new(110000),
        '津' => new(120000),
        '冀' => new(130000),
        '晋' => new(140000),
        '蒙' => new(150000),
        '辽' => new(210000),
        '吉' => new(220000),
        '黑' => new(230000),
        '沪' => ProvinceCode.Shanghai,
        '苏' => ProvinceCode.Jiangsu,
        '浙' => ProvinceCode.Zhejiang,
        '皖' => ProvinceCode.Anhui,
        '闽' => ProvinceCode.Fujian,
        '赣' => ProvinceCode.Jiangxi,
        '鲁' => ProvinceCode.Shandong,
        '豫' => ProvinceCode.Henan,
        '鄂' => ProvinceCode.Hubei,
        '湘' => new(430000),
        '粤' => new(440000),
        '桂' => new(450000),
        '琼' => new(460000),
        '渝' => new(500000),
        '川' => new(510000),
        '贵' => new(520000),
        '云' => new(530000),
        '藏' => new(540000),
        '陕' => new(610000),
        '甘' => new(620000),
        '青' => new(630000),
        '宁' => new(640000),
        '新' => new(650000),
        _ => ProvinceCode.None,
    };
}
