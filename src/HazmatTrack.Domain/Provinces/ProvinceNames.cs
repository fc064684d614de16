namespace HazmatTrack.Domain.Provinces;

/// <summary>The names of provinces in a sentence.</summary>
public static class ProvinceNames
{
    /// <summary>The short name of a province; its code where it has no name here.</summary>
    public static LocalText ForCode(ProvinceCode code) => code.Number switch
    {
        310000 => new("上海", "Shanghai"),
        320000 => new("江苏", "Jiangsu"),
        330000 => new("浙江", "Zhejiang"),
        340000 => new("安徽", "Anhui"),
        350000 => new("福建", "Fujian"),
        360000 => new("江西", "Jiangxi"),
        370000 => new("山东", "Shandong"),
        410000 => new("河南", "Henan"),
        420000 => new("湖北", "Hubei"),
        0 => new("未知省份", "an unknown province"),
        _ => new(code.ToString(), code.ToString()),
    };
}
