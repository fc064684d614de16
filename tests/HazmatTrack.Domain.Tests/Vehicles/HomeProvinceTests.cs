using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tests.Vehicles;

public sealed class HomeProvinceTests
{
    [Theory]
    [InlineData("沪A12345_2", 310000)]
    [InlineData("皖AD12345_93", 340000)]
    [InlineData("新A1234挂_2", 650000)]
    [InlineData("粤Z1234港_3", 440000)]
    [InlineData("123456使_3", 0)]
    [InlineData("", 0)]
    public void A_vehicle_is_at_home_where_its_plate_says(string key, int province) => Assert.Equal(new ProvinceCode(province), HomeProvince.FromPlate(key));

    [Fact]
    public void Every_province_that_a_plate_can_begin_with_has_its_place_in_a_set()
    {
        ProvinceCode[] homes = [.. "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新".Select(c => HomeProvince.FromPlate([c]))];
        Assert.Equal(31, homes.Distinct().Count());
        var set = homes.Aggregate(default(ProvinceSet), (some, home) => some.With(home));
        Assert.Equal(homes, set.Provinces());
        Assert.Equal(int.MaxValue, set.Bits);
        Assert.All(homes, home => Assert.Equal([home], default(ProvinceSet).With(home).Provinces()));
    }

    [Fact]
    public void The_plates_of_a_province_begin_as_it_says_and_no_others_do()
    {
        Assert.Equal("沪", HomeProvince.PlateStart(ProvinceCode.Shanghai));
        var all = new ProvinceSet(int.MaxValue).Provinces().ToList();
        Assert.Equal(all, all.Select(p => HomeProvince.FromPlate(HomeProvince.PlateStart(p)!)));
        Assert.All([ProvinceCode.None, new ProvinceCode(710000)], p => Assert.Null(HomeProvince.PlateStart(p)));
    }

    [Fact]
    public void What_is_no_province_is_in_no_set()
    {
        var set = default(ProvinceSet).With(ProvinceCode.Jiangsu).With(ProvinceCode.None).With(new(710000));
        Assert.Equal([ProvinceCode.Jiangsu], set.Provinces());
        Assert.True(set.Contains(ProvinceCode.Jiangsu));
        Assert.False(set.Contains(ProvinceCode.Shanghai) || set.Contains(ProvinceCode.None));
    }
}
