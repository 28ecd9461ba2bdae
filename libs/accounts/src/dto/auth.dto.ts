import { ApiProperty } from '@nestjs/swagger';
import { type Permission, permissions, type Role, roles } from '@zhanggui/contracts';
import { IsString, Length } from 'class-validator';

export class SignInDto {
  @ApiProperty()
  @IsString()
  @Length(3, 200)
  email: string;

  @ApiProperty()
  @IsString()
  @Length(1, 200)
  password: string;
}

/** The signed-in person. */
export class SignedInUserDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  email: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: roles })
  role: Role;
  @ApiProperty({ description: "'zh-CN' or 'en-US'" })
  locale: string;
  @ApiProperty({ description: 'Whether the person works for the service provider and may switch between merchants.' })
  isProvider: boolean;
  @ApiProperty()
  providerName: string;
  @ApiProperty({ type: String, nullable: true, description: "The merchant of a merchant's own user." })
  merchantId: string | null;
  @ApiProperty({ enum: permissions, isArray: true })
  permissions: Permission[];
}
