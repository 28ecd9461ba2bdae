import { ApiProperty } from '@nestjs/swagger';
import { ownRoles, type Permission, permissions, type Role, roles } from '@zhanggui/contracts';
import { ScopeQuery } from '@zhanggui/platform';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { passwordLength } from '../sign-in/passwords';

export const trimmed = () => Transform(({ value }) => (typeof value === 'string' ? value.trim() : value));
const anyRole = [...roles, ...ownRoles];

/** One merchant, or one store of it. */
export class GrantDto {
  @ApiProperty()
  @IsUUID()
  merchantId: string;

  @ApiProperty({ type: String, nullable: true, description: 'null: the whole merchant' })
  @IsOptional()
  @IsUUID()
  storeId: string | null = null;
}

/** Role and scope. */
export class PlaceDto {
  @ApiProperty({ enum: anyRole })
  @IsIn(anyRole)
  role: Role;

  @ApiProperty({ type: String, nullable: true, required: false, description: 'The role of one’s own, for *_own.' })
  @IsOptional()
  @IsUUID()
  roleId?: string | null;

  @ApiProperty({ type: () => [GrantDto], nullable: true, description: 'null: everything of their side' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => GrantDto)
  grants: GrantDto[] | null = null;
}

export class InviteDto extends PlaceDto {
  @ApiProperty()
  @trimmed()
  @IsEmail()
  @MaxLength(200)
  email: string;

  @ApiProperty()
  @trimmed()
  @IsString()
  @Length(1, 80)
  name: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The merchant whose people they join; null: the provider’s.',
  })
  @IsOptional()
  @IsUUID()
  merchantId: string | null = null;

  @ApiProperty({ required: false, default: 'zh-CN' })
  @IsOptional()
  @IsIn(['zh-CN', 'en-US'])
  locale?: string = 'zh-CN';
}

export class ChangePersonDto extends PlaceDto {}

export class DisablePersonDto {
  @ApiProperty()
  @IsBoolean()
  disabled: boolean;
}

export class PersonDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  email: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ type: String, nullable: true })
  merchantId: string | null;
  @ApiProperty({ type: String, nullable: true })
  merchantName: string | null;
  @ApiProperty({ enum: anyRole })
  role: Role;
  @ApiProperty({ type: String, nullable: true })
  roleId: string | null;
  @ApiProperty({ type: String, nullable: true })
  roleName: string | null;
  @ApiProperty({ type: () => [GrantDto], nullable: true })
  grants: GrantDto[] | null;
  @ApiProperty()
  createdAt: string;
  @ApiProperty({ type: String, nullable: true })
  disabledAt: string | null;
  @ApiProperty({ description: 'Whether the reader may change role, scope and access.' })
  mayChange: boolean;
}
export class PeopleListDto {
  @ApiProperty({ type: () => [PersonDto] })
  items: PersonDto[];
  @ApiProperty({ description: 'Whether there are more than are listed: a search finds them.' })
  more: boolean;
}

export class InvitationDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  email: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ type: String, nullable: true })
  merchantId: string | null;
  @ApiProperty({ type: String, nullable: true })
  merchantName: string | null;
  @ApiProperty({ enum: anyRole })
  role: Role;
  @ApiProperty({ type: String, nullable: true })
  roleId: string | null;
  @ApiProperty({ type: () => [GrantDto], nullable: true })
  grants: GrantDto[] | null;
  @ApiProperty()
  createdAt: string;
  @ApiProperty()
  expiresAt: string;
}
export class InvitationListDto {
  @ApiProperty({ type: () => [InvitationDto] })
  items: InvitationDto[];
}
export class NewInvitationDto extends InvitationDto {
  @ApiProperty({ description: 'Where the invited person sets a password. Shown this once.' })
  link: string;
}

/** What somebody with a link sees before they accept. */
export class OpenInvitationDto {
  @ApiProperty()
  email: string;
  @ApiProperty()
  name: string;
  @ApiProperty()
  providerName: string;
  @ApiProperty({ type: String, nullable: true })
  merchantName: string | null;
  @ApiProperty()
  invitedBy: string;
  @ApiProperty({ enum: anyRole })
  role: Role;
  @ApiProperty()
  locale: string;
  @ApiProperty()
  expiresAt: string;
}

export class AcceptInvitationDto {
  @ApiProperty()
  @IsString()
  @Length(20, 100)
  token: string;

  @ApiProperty()
  @trimmed()
  @IsString()
  @Length(1, 80)
  name: string;

  @ApiProperty({ minLength: passwordLength.min })
  @IsString()
  @Length(passwordLength.min, passwordLength.max)
  password: string;
}

export class InvitationTokenDto {
  @ApiProperty()
  @IsString()
  @Length(20, 100)
  token: string;
}

export class PeopleQuery extends ScopeQuery {
  @ApiProperty({ required: false, description: 'Part of a name or an e-mail address.' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  search?: string;
}

export class RoleDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The merchant whose people may have it; null: the provider’s.',
  })
  merchantId: string | null;
  @ApiProperty({ enum: permissions, isArray: true })
  permissions: Permission[];
  @ApiProperty({ description: 'How many people have it.' })
  people: number;
  @ApiProperty()
  mayChange: boolean;
}
export class RoleListDto {
  @ApiProperty({ type: () => [RoleDto] })
  items: RoleDto[];
}
export class SaveRoleDto {
  @ApiProperty()
  @trimmed()
  @IsString()
  @Length(1, 60)
  name: string;

  @ApiProperty({ enum: permissions, isArray: true })
  @IsArray()
  @IsIn(permissions, { each: true })
  permissions: Permission[];
}
